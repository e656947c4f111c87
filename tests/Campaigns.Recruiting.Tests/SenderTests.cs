using Campaigns.Recruiting.Tests.Support;
using Campaigns.Samples.UpstreamMock;

namespace Campaigns.Recruiting.Tests;

/// <summary>Who started a campaign stays its sender, through one channel of each type, as long as it works.</summary>
public sealed class SenderTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_caller_stays_the_sender()
    {
        _world.Put(Bodies.Milan, credential: "Bearer petra");
        _world.Put(Bodies.Milan, credential: "Bearer andreas"); // the same campaign: found, not taken over
        _world.Harness.Advance(TimeSpan.FromDays(8));

        Assert.Equal([1002L], _world.Sent.Select(message => message.From).Distinct());
        Assert.Equal(4, _world.Sent.Count);
    }

    [Fact]
    public void A_channel_stays_pinned_when_another_is_added_and_is_replaced_when_it_is_gone()
    {
        _world.Put(Bodies.Mails("one", 3600, "two"));
        _world.Platform.SetChannels(1001, new Channel(5, "EMAIL", "OK"), new Channel(11, "EMAIL", "OK"));
        _world.PollAfter(TimeSpan.FromHours(2));
        Assert.Equal(2, _world.Http.CountOf("POST /channel/11/"));

        _world.Platform.SetChannels(1001, new Channel(5, "EMAIL", "OK"));
        _world.PollAfter(TimeSpan.FromHours(2));
        _world.Put(Bodies.Mail("three"), candidate: 2);
        Assert.Equal(1, _world.Http.CountOf("POST /channel/5/"));
    }

    [Fact]
    public void Of_several_channels_one_that_works_is_pinned()
    {
        _world.Platform.SetChannels(1001, new Channel(3, "EMAIL", "ERROR"), new Channel(4, "EMAIL", "OK"), new Channel(5, "EMAIL", "OK"));
        _world.Put(Bodies.Mail("text"));
        Assert.Equal(1, _world.Http.CountOf("POST /channel/4/"));
    }

    [Theory]
    [InlineData("ERROR")]
    [InlineData("ERROR_CREDENTIALS")]
    [InlineData("SOMETHING_NEW")]
    public void A_channel_in_error_is_unavailable_delays_only_its_own_steps_and_comes_back(string status)
    {
        _world.Platform.SetChannels(1001, new Channel(11, "EMAIL", "OK"), new Channel(12, "LINKEDIN", status));
        var started = _world.Put(Bodies.Milan);
        var unavailable = Assert.Single(_world.Unavailable());
        Assert.Equal((Channels.LinkedIn, $"recruiting platform: the status of channel 12 is {status}"), (unavailable.Channel, unavailable.Unavailable));
        Assert.Equal(0, _world.Http.CountOf("POST /channel/12/"));
        Assert.Equal(1, _world.Http.CountOf("POST /channel/11/"));
        _world.Put(Bodies.Milan, candidate: 2, credential: "Bearer petra");
        Assert.Equal(1, _world.Http.CountOf("POST /channel/22/")); // another sender is not affected

        _world.PollAfter(TimeSpan.FromHours(20));
        _world.Platform.SetChannels(1001, new Channel(11, "EMAIL", "OK"), new Channel(12, "LINKEDIN", "OK"));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Empty(_world.Unavailable());
        Assert.Equal(1, _world.Http.CountOf("POST /channel/12/"));
        Assert.Equal(WaitingFor.Turn, _world.Status(started).WaitingFor);
    }

    [Fact]
    public void A_step_whose_channel_stays_away_is_skipped_after_three_days()
    {
        _world.Platform.SetChannels(1001, new Channel(11, "EMAIL", "OK"));
        var started = _world.Put(Bodies.Milan);
        Assert.Equal("recruiting platform: the sender has not connected such a channel", Assert.Single(_world.Unavailable()).Unavailable);
        _world.Harness.Advance(TimeSpan.FromDays(12));

        Assert.Equal(3, _world.Sent.Count);
        Assert.Equal(WaitingFor.Reply, _world.Status(started).WaitingFor);
    }

    [Fact]
    public void A_channel_that_falls_out_between_two_messages_is_noticed_before_the_second()
    {
        _world.Put(Bodies.Mails("one", 3600, "two"));
        _world.Platform.SetChannels(1001, new Channel(11, "EMAIL", "ERROR_CREDENTIALS"));
        _world.Harness.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["one"], _world.TextsTo(1));
        Assert.Equal(1, _world.Http.CountOf("POST"));
        Assert.Single(_world.Unavailable());

        _world.Platform.SetChannels(1001, new Channel(11, "EMAIL", "OK"));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal(["one", "two"], _world.TextsTo(1));
    }

    [Fact]
    public void A_credential_that_is_refused_makes_all_channels_unavailable_until_a_new_one_comes()
    {
        var started = _world.Put(Bodies.Mails("one", 3600, "two"));
        _world.Platform.SetCredential(1001, "Bearer renewed");
        _world.PollAfter(TimeSpan.FromHours(2));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal(["one"], _world.TextsTo(1));
        Assert.Equal([Channels.Email, Channels.LinkedIn], _world.Unavailable().Select(status => status.Channel).Order());

        Assert.Equal(200, _world.Put(Bodies.Mails("one", 3600, "two"), credential: "Bearer renewed").Status);
        Assert.Empty(_world.Unavailable());
        _world.Harness.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["one", "two"], _world.TextsTo(1));
        Assert.Equal(WaitingFor.Reply, _world.Status(started).WaitingFor);
    }

    [Fact]
    public void An_operators_own_word_about_a_channel_stays()
    {
        _world.Put(Bodies.Milan);
        _world.Harness.Do((ICampaignOperations operations) => operations.MarkChannelUnavailableAsync("user-1001", Channels.LinkedIn, "on leave"));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal("on leave", Assert.Single(_world.Unavailable()).Unavailable);
    }

    [Fact]
    public void The_stored_credential_is_encrypted_and_deleted_with_the_last_campaign()
    {
        _world.Put(Bodies.Mail("text"));
        var stored = Assert.Single(_world.Records("recruiting-sender")).Json;
        Assert.DoesNotContain("andreas", stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String("Bearer andreas"u8), stored, StringComparison.Ordinal);

        _world.Platform.Receive(11, 1, 1001, "Yes", _world.Harness.Now);
        _world.PollAfter(TimeSpan.FromMinutes(6));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Empty(_world.Records("recruiting-outreach"));
        Assert.Empty(_world.Records("recruiting-sender"));
    }

    [Fact]
    public void What_is_stored_of_a_running_campaign_has_no_content_and_no_address()
    {
        _world.Put(Bodies.Milan);
        var stored = string.Concat(_world.Records("recruiting-outreach").Concat(_world.Records("recruiting-send")).Select(record => record.Json));
        Assert.DoesNotContain("Milan", stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("example.com", stored, StringComparison.Ordinal);
    }

    [Fact]
    public void The_credential_goes_to_the_platform_unchanged_in_the_header_that_is_set()
    {
        _world.Put(Bodies.Mail("text"), credential: "Bearer petra");
        Assert.Equal(["Bearer petra"], _world.Http.Credentials.Distinct());
    }
}
