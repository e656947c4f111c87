using System.Text;
using System.Text.Json;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>What a message says.</summary>
public sealed class MessageTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_message_with_the_largest_result_stays_below_20_kilobytes_and_says_what_it_omits()
    {
        var change = new CampaignChange(7, Noon, ChangeKinds.ResultTold)
        {
            Tenant = "acme", Campaign = new CampaignId(1), ContactKey = new string('é', 200), Attempt = new AttemptId(1, 2, 3),
            AttemptResult = new AttemptResult
            {
                Data = $"\"{new string('é', (AttemptResult.MaxDataBytes / 2) - 2)}\"",
                Recording = new Uri("https://example.com/" + new string('a', 1_900)),
                Transcript = new Uri("https://example.com/" + new string('b', 1_900)),
                TalkTime = TimeSpan.FromSeconds(90),
            },
        };
        var body = MessageWriter.Write(change, isFull: true, to: null);
        var result = JsonElement.Parse(body).GetProperty("data").GetProperty("result");
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 1, MessageWriter.MostBytes);
        Assert.True(result.GetProperty("isDataOmitted").GetBoolean());
        Assert.Equal("00:01:30", result.GetProperty("talkTime").GetString());
    }

    [Fact]
    public void Data_of_a_result_is_told_as_the_json_that_it_is()
    {
        var change = new CampaignChange(7, Noon, ChangeKinds.ResultTold) { AttemptResult = new AttemptResult { Data = "{\"score\": 5}" } };
        var result = JsonElement.Parse(MessageWriter.Write(change, isFull: true, to: null)).GetProperty("data").GetProperty("result");
        Assert.Equal(5, result.GetProperty("data").GetProperty("score").GetInt32());
    }

    [Fact]
    public void A_thin_message_holds_no_personal_data()
    {
        var change = new CampaignChange(7, Noon, ChangeKinds.AttemptEnded)
        {
            Tenant = "acme", Campaign = new CampaignId(1), ContactKey = "+15550100123",
            Attempt = new AttemptId(1, 2, 3), Reason = "Ann hung up",
        };
        var body = MessageWriter.Write(change, isFull: false, to: "+15550100123");
        Assert.StartsWith("""{"type":"attempt.ended","timestamp":"2026-03-02T12:00:00Z","tenant":"acme","sequence":7,"data":{""", body);
        Assert.EndsWith("""{"campaign":"1","attempt":"0000000000000001-2-3"}}""", body);
    }

    [Fact]
    public void Ids_sort_by_sequence_and_differ_after_a_restore_that_counts_again()
    {
        var ids = new long[] { 2, 10, 999_999_999_999 }.Select(
            sequence => MessageId.Of(new CampaignChange(sequence, Noon, ChangeKinds.AttemptEnded))).ToList();
        Assert.Equal(ids, ids.Order(StringComparer.Ordinal));
        Assert.Equal([2, 10, 999_999_999_999], ids.Select(id => MessageId.SequenceOf(id)!.Value));
        Assert.NotEqual(ids[0], MessageId.Of(new CampaignChange(2, Noon.AddTicks(1), ChangeKinds.AttemptEnded)));
        Assert.Null(MessageId.SequenceOf(MessageId.OfOwn("test", Noon)));
    }
}
