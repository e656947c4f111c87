using System.Net;
using Campaigns.Recruiting.Tests.Support;
using Campaigns.Samples.UpstreamMock;

namespace Campaigns.Recruiting.Tests;

/// <summary>A reply ends the campaign, and nothing else does; what was opened is recorded.</summary>
public sealed class ReplyTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(11)]
    [InlineData(12)] // on the other channel of the campaign
    public void A_reply_ends_the_campaign_on_every_channel(long channel)
    {
        var started = _world.Put(Bodies.Milan);
        _world.Harness.Advance(TimeSpan.FromHours(1));
        _world.Platform.Receive(channel, 1, 1001, "Yes!", _world.Harness.Now);
        _world.Poll();

        Assert.Equal(JobState.Replied, _world.Status(started).State);
        _world.Harness.Advance(TimeSpan.FromDays(10));
        Assert.Equal(2, _world.Sent.Count);
    }

    [Fact]
    public void A_reply_is_seen_before_the_next_message_without_a_poll()
    {
        var started = _world.Put(Bodies.Milan);
        _world.Harness.Advance(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(1));
        _world.Platform.Receive(11, 1, 1001, "Yes!", _world.Harness.Now);
        _world.Harness.Advance(TimeSpan.FromDays(10));

        Assert.Equal(2, _world.Sent.Count);
        Assert.Equal(JobState.Replied, _world.Status(started).State);
    }

    [Fact]
    public void What_we_and_the_recruiter_write_is_no_reply()
    {
        var started = _world.Put(Bodies.Milan);
        _world.Platform.Send(_world.Platform.FindUser("Bearer andreas")!, 11, 1, new NewMessage("written by hand", "Hello"));
        _world.PollAfter(TimeSpan.FromHours(1));

        Assert.Equal(JobState.Waiting, _world.Status(started).State);
    }

    [Fact]
    public void What_the_candidate_wrote_before_the_start_is_no_reply_with_or_without_a_time()
    {
        _world.Platform.Receive(11, 1, 1001, "last year", _world.Harness.Now.AddYears(-1));
        _world.Platform.Receive(11, 1, 1001, "some time", null);
        var started = _world.Put(Bodies.Mails("one", 3600, "two"));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        _world.PollAfter(TimeSpan.FromHours(2));
        Assert.Equal(["one", "two"], _world.TextsTo(1));

        _world.Platform.Receive(11, 1, 1001, "now", null);
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal(JobState.Replied, _world.Status(started).State);
    }

    [Fact]
    public void A_reply_counts_though_the_platforms_clock_is_slow()
    {
        var started = _world.Put(Bodies.Mail("text"));
        var (slow, sent) = (TimeSpan.FromMinutes(-20), _world.Sent[0]);
        _world.Http.Answer = name => name.StartsWith("GET /channel/11/chat/1/", StringComparison.Ordinal)
            ? Json($"[{Item(sent.Id, 1001, 1, sent.SentAt + slow)},{Item(99, 1, 1001, _world.Harness.Now + slow)}]")
            : null;
        _world.PollAfter(TimeSpan.FromMinutes(6));

        Assert.Equal(JobState.Replied, _world.Status(started).State);

        static string Item(long id, long from, long to, DateTimeOffset? at) =>
            $$"""{"id":{{id}},"from":{{from}},"to":{{to}},"subject":null,"body":"text","sentAt":"{{at:O}}","openedAt":null}""";
    }

    [Fact]
    public void A_candidate_with_the_number_of_the_sender_replies_and_our_messages_do_not()
    {
        _world.Platform.AddUser(new User(5, "Eva", "Example", "eva@example.com"), "Bearer eva", new Channel(51, "EMAIL", "OK"));
        _world.Http.Fault = name => name.StartsWith("POST", StringComparison.Ordinal) ? Fault.ErrorAfter : Fault.None;
        var started = _world.Put(Bodies.Mail("text"), candidate: 5, credential: "Bearer eva");
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal(JobState.Waiting, _world.Status(started).State);

        _world.Platform.Receive(51, 5, 5, "Yes", _world.Harness.Now);
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal(JobState.Replied, _world.Status(started).State);
    }

    [Fact]
    public void An_opened_message_is_recorded_once_and_ends_nothing()
    {
        var started = _world.Put(Bodies.Mail("text"));
        _world.Platform.Open(_world.Sent[0].Id);
        var openedAt = _world.Harness.Now;
        _world.PollAfter(TimeSpan.FromMinutes(6));
        _world.PollAfter(TimeSpan.FromMinutes(6));

        var logged = Assert.Single(_world.Harness.Do((ICampaignOperations operations) => operations.ListLoggedEventsAsync()).Items);
        Assert.Equal(ReplyReports.Opened, logged.Event.Type);
        Assert.Contains($"\"messageId\":{_world.Sent[0].Id},\"at\":\"{openedAt:yyyy-MM-ddTHH:mm}", logged.Event.Data, StringComparison.Ordinal);
        Assert.Equal(JobState.Waiting, _world.Status(started).State);
    }

    [Fact]
    public void Only_candidates_with_a_running_campaign_are_polled_and_not_more_often_than_set()
    {
        _world.Put(Bodies.Mail("text"), candidate: 1);
        _world.Put(Bodies.Mail("text"), candidate: 2);
        var before = _world.Http.CountOf("GET /channel/11/chat");
        for (var minute = 0; minute < 60; minute++)
        {
            _world.PollAfter(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(_world.Http.CountOf("GET /channel/11/chat") - before, 20, 24); // two candidates, every five minutes
        _world.Platform.Receive(11, 1, 1001, "Yes", _world.Harness.Now);
        _world.PollAfter(TimeSpan.FromMinutes(6));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        var (one, two) = (Polls(1), Polls(2));
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal((one, two + 1), (Polls(1), Polls(2)));
    }

    [Fact]
    public void Polls_keep_to_the_rate()
    {
        using var world = new World(options => options.MaxPollsPerSecond = 2);
        for (var candidate = 1; candidate <= 9; candidate++)
        {
            world.Put(Bodies.Mail("text"), candidate);
        }

        world.Harness.Advance(TimeSpan.FromMinutes(6));
        var began = world.Harness.Now;
        world.Poll(); // nine chats and one sender
        Assert.InRange((world.Harness.Now - began).TotalSeconds, 4.5, 5);
    }

    [Fact]
    public void A_chat_that_cannot_be_read_is_read_less_often_and_recovers()
    {
        var started = _world.Put(Bodies.Mail("text"));
        _world.Http.Fault = name => name.StartsWith("GET /channel/11/chat", StringComparison.Ordinal) ? Fault.ErrorBefore : Fault.None;
        var before = Polls(1);
        for (var minute = 0; minute < 240; minute++)
        {
            _world.PollAfter(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(Polls(1) - before, 5, 8); // after 5, 10, 20, 40, 60, 60 minutes
        _world.Http.Fault = _ => Fault.None;
        _world.Platform.Receive(11, 1, 1001, "Yes", _world.Harness.Now);
        _world.PollAfter(TimeSpan.FromHours(1));
        Assert.Equal(JobState.Replied, _world.Status(started).State);
    }

    [Fact]
    public void A_limit_of_the_platform_stops_all_polls_until_it_says()
    {
        _world.Put(Bodies.Mail("text"), candidate: 1);
        _world.Put(Bodies.Mail("text"), candidate: 2);
        var limited = _world.Harness.Now + TimeSpan.FromMinutes(30);
        _world.Http.Answer = name => name.StartsWith("GET", StringComparison.Ordinal) && _world.Harness.Now < limited ? Throttled(limited) : null;
        _world.PollAfter(TimeSpan.FromMinutes(6));
        var before = _world.Http.Requests.Count;
        _world.PollAfter(TimeSpan.FromMinutes(20));
        Assert.Equal(before, _world.Http.Requests.Count);

        _world.PollAfter(TimeSpan.FromMinutes(20));
        Assert.True(_world.Http.Requests.Count > before);

        static HttpResponseMessage Throttled(DateTimeOffset until) => new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(until) } };
    }

    private int Polls(long candidate) => _world.Http.CountOf($"GET /channel/11/chat/{candidate}/");

    private static HttpResponseMessage Json(string json) => new() { Content = new StringContent(json) };
}
