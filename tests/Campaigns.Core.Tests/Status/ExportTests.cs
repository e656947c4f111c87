using System.Text;
using System.Text.Json;
using Campaigns.Export;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Status;

public class ExportTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    private const string Header =
        "contact_key,address,zone,state,attempt,step,channel,try,attempt_state,outcome,committed_at,ended_at,provider,provider_call_id,note,"
        + "provider_status,occurred_at,content_hash,answered_by,ring_seconds,talk_seconds,cost,currency,recording,transcript,"
        + "call_back_at,opt_out,result_data,caller_id";

    [Fact]
    public void Running_campaign_is_exported_with_a_row_for_each_attempt_and_one_for_a_contact_without()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed).Accepts();
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(3, Seconds(10)), maxConcurrent: 1), One("ann"), new Contact("bob", "+15550100002"),
            new Contact("c,\"d\"", "+15550100003"));
        harness.Advance(Seconds(10));

        var lines = Export(harness, campaign, ExportFormat.Csv).Split("\r\n");

        Assert.Equal(Header, lines[0]);
        Assert.Equal("", lines[^1]);
        Assert.Contains("\"c,\"\"d\"\"\",+15550100003", lines[^2], StringComparison.Ordinal);
        Assert.All(lines[1..^1], line => Assert.Contains(",+1555010000", line, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(",1,0,voice,1,Ended,Busy,2026-01-05T09:00:00.0000000Z,", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_contact_of_a_campaign_of_several_pages_stands_in_the_export_once()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(1_000));

        var rows =
            Export(harness, campaign, ExportFormat.Ndjson).Split('\n')[..^1].Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal(Many(1_000).Select(contact => contact.Key), rows.Select(row => row.GetProperty("contact_key").GetString()));
        Assert.All(
            rows, row => Assert.Equal(("Completed", 1), (row.GetProperty("outcome").GetString(), row.GetProperty("attempt").GetInt32())));
        Assert.Equal(Header.Split(','), rows[0].EnumerateObject().Select(column => column.Name));
    }

    [Fact]
    public void Contacts_of_a_canceled_campaign_are_exported_as_canceled()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        harness.Do(client => client.CancelAsync(campaign));

        var row = JsonDocument.Parse(Export(harness, campaign, ExportFormat.Ndjson)).RootElement;

        Assert.Equal("Canceled", row.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("attempt").ValueKind);
    }

    [Fact]
    public void What_the_provider_said_is_exported_word_for_word_and_a_status_that_came_early_is_no_outcome()
    {
        var said = new AttemptRow
        {
            Job = 1, Number = 1, Try = 1, State = AttemptState.Ended, Outcome = AttemptOutcome.Busy, CommittedAt = Noon.UtcTicks,
            EndedAt = Noon.AddSeconds(9).UtcTicks,
            Provider = "voice-1", ProviderCallId = "CA1", ProviderStatus = "=user-busy", OccurredAt = Noon.AddSeconds(7).UtcTicks,
            ContentHash = 255, CallerId = "+15550100",
        };
        var early = new AttemptRow { Job = 1, Number = 2, Try = 2, Outcome = AttemptOutcome.Machine, CommittedAt = Noon.UtcTicks,
            Provider = "voice-1" };

        var csv = ExportOf(ExportFormat.Csv, said, early).Split("\r\n")[1..];
        var lines =
            ExportOf(ExportFormat.Ndjson, said, early).Split('\n')[..2].Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.EndsWith(",Ended,Busy,2026-01-05T12:00:00.0000000Z,2026-01-05T12:00:09.0000000Z,voice-1,CA1,,'=user-busy,2026-01-05T12:00:07.0000000Z,00000000000000ff,,,,,,,,,,,+15550100", csv[0], StringComparison.Ordinal);
        Assert.EndsWith(",Committed,,2026-01-05T12:00:00.0000000Z,,voice-1,,,,,,,,,,,,,,,,", csv[1], StringComparison.Ordinal);
        Assert.Equal("=user-busy", lines[0].GetProperty("provider_status").GetString());
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("provider_status").ValueKind);
        Assert.Equal(JsonValueKind.Null, lines[1].GetProperty("occurred_at").ValueKind);
    }

    [Fact]
    public void Result_of_an_attempt_is_exported_with_every_value()
    {
        var attempt = new AttemptRow
        {
            Job = 1, Number = 1, Try = 1, State = AttemptState.Ended, Outcome = AttemptOutcome.Busy, CommittedAt = Noon.UtcTicks,
            Provider = "voice-1",
        };
        var told = new ResultRow(1, 1, new AttemptResult
        {
            AnsweredBy = AnsweredBy.Human, RingTime = Seconds(4.5), TalkTime = Seconds(60), Cost = new AttemptCost(0.0150m, "EUR"),
            Recording = new Uri("https://example.com/r?a=1,2"), CallBackAt = Noon, OptOut = OptOutScope.Channel, Data = "{\"a\":1}",
        }, 0);

        var csv = ExportOf(ExportFormat.Csv, [told], attempt).Split("\r\n")[1];
        var line = JsonDocument.Parse(ExportOf(ExportFormat.Ndjson, [told], attempt)).RootElement;

        Assert.EndsWith(
            ",Human,4.5,60,0.0150,EUR,\"https://example.com/r?a=1,2\",,2026-01-05T12:00:00.0000000Z,Channel,\"{\"\"a\"\":1}\",", csv,
            StringComparison.Ordinal);
        Assert.Equal((4.5m, "{\"a\":1}"), (line.GetProperty("ring_seconds").GetDecimal(), line.GetProperty("result_data").GetString()));
        Assert.Equal(JsonValueKind.Null, line.GetProperty("transcript").ValueKind);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("+15550100001", "+15550100001")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1+cmd|' /C calc'!A0", "'+1+cmd|' /C calc'!A0")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1,A2)", "\"'@SUM(A1,A2)\"")]
    [InlineData("\tx", "\"'\tx\"")]
    [InlineData("a;=1+1", "\"a;=1+1\"")] // a spreadsheet may split at semicolons and tabs
    [InlineData("a\t=1+1", "\"a\t=1+1\"")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("+1 415-555 0100", "+1 415-555 0100")]
    [InlineData(null, "")]
    public void Text_is_quoted_and_no_formula(string? text, string expected)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = ExportWriter.Of(ExportFormat.Csv, buffer);
        writer.Begin();
        writer.Text("column", text);
        writer.End();

        Assert.Equal($"{expected}\r\n", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string ExportOf(ExportFormat format, params AttemptRow[] attempts) => ExportOf(format, [], attempts);

    private static string ExportOf(ExportFormat format, IReadOnlyList<ResultRow> results, params AttemptRow[] attempts)
    {
        using var stream = new MemoryStream();
        var export = new CampaignExport(format);
        var job = new JobRecord(new JobRow { Id = 1, State = JobState.Live }, One());
        export.Add(ContactStatus.From(job, attempts, null, stamp: 1, (_, _) => Channels.Voice, results: results));
        export.FlushAsync(stream, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Export(CampaignHarness harness, CampaignId campaign, ExportFormat format)
    {
        using var stream = new MemoryStream();
        harness.Do(client => client.ExportAsync(campaign, stream, format));
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
