using System.Net;
using Campaigns.Recruiting.Tests.Support;
using Campaigns.Samples.UpstreamMock;

namespace Campaigns.Recruiting.Tests;

/// <summary>Each message is sent once, through the sender's own channel, whatever the platform answers.</summary>
public sealed class SendTests : IDisposable
{
    private const string Post = "POST /channel/11/chat/1/message";
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_example_runs_as_its_author_means_it()
    {
        var started = _world.Put(Bodies.Milan);
        Assert.Equal([(12L, (string?)null), (11L, "Open to new opportunities?")], PostsAndSubjects());

        _world.Harness.Advance(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(1));
        Assert.Equal(2, _world.Sent.Count);
        _world.Harness.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(3, _world.Sent.Count);
        _world.Harness.Advance(TimeSpan.FromDays(5));
        Assert.Equal(4, _world.Sent.Count);
        Assert.Contains("regarding\nthe position", _world.Sent[3].Body.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(WaitingFor.Reply, _world.Status(started).WaitingFor);

        _world.Harness.Advance(TimeSpan.FromDays(24));
        Assert.Equal(JobState.NoResponse, _world.Status(started).State);
        Assert.Equal(4, _world.Sent.Count);
    }

    [Theory]
    [InlineData(Fault.Silence)]
    [InlineData(Fault.ErrorAfter)]
    public void A_message_whose_answer_was_lost_is_found_in_the_chat_and_not_sent_again(Fault fault)
    {
        _world.Http.Fault = name => name == Post ? fault : Fault.None;
        var started = _world.Put(Bodies.Mail("text"));
        Assert.Equal(JobState.Live, _world.Status(started).State);

        _world.Harness.Advance(TimeSpan.FromMinutes(10));
        Assert.Single(_world.Sent);
        Assert.Equal(1, _world.Http.CountOf("POST"));
        Assert.Equal(WaitingFor.Reply, _world.Status(started).WaitingFor);
        Assert.Equal(AttemptOutcome.Completed, Assert.Single(_world.Status(started).Timeline).Outcome);
    }

    [Fact]
    public void A_message_that_is_certainly_not_in_the_chat_is_sent_again_after_the_settle_time()
    {
        var isDown = true;
        _world.Http.Fault = name => name == Post && isDown ? Fault.ErrorBefore : Fault.None;
        var started = _world.Put(Bodies.Mail("text"));
        _world.Harness.Advance(_world.Options.SettleTime - TimeSpan.FromSeconds(1));
        isDown = false;
        Assert.Equal(1, _world.Http.CountOf("POST"));

        _world.Harness.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["text"], _world.TextsTo(1));
        Assert.Equal(2, _world.Http.CountOf("POST"));
        Assert.Equal(WaitingFor.Reply, _world.Status(started).WaitingFor);
    }

    [Fact]
    public void A_message_that_appears_after_the_settle_time_is_recognized_before_it_would_be_sent_again()
    {
        var isDown = true;
        _world.Http.Fault = name => name == Post && isDown ? Fault.ErrorBefore : Fault.None;
        _world.Http.Answer = name => name == "GET /channel/11/chat/1/message" && _world.Http.CountOf(name) == 3
            ? Late(name)
            : null; // 1: before the message, 2: the lookup, 3: before it would be sent again
        _world.Put(Bodies.Mail("text"));
        _world.Harness.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["text"], _world.TextsTo(1));
        Assert.Equal(1, _world.Http.CountOf("POST"));

        HttpResponseMessage? Late(string name)
        {
            isDown = false;
            _world.Platform.Send(_world.Platform.FindUser("Bearer andreas")!, 11, 1, new NewMessage("text", "Hello"));
            return null;
        }
    }

    [Fact]
    public void Equal_texts_are_equal_messages_no_matter_what_is_lost()
    {
        var posts = 0;
        _world.Http.Fault = name => name == Post && ++posts == 2 ? Fault.ErrorBefore : Fault.None;
        _world.Put(Bodies.Mails("same", 3600, "same"));
        _world.Harness.Advance(TimeSpan.FromHours(2));

        Assert.Equal(["same", "same"], _world.TextsTo(1)); // the first one is not taken for the second one, which was lost
    }

    [Fact]
    public void A_crash_while_a_message_is_sent_is_cleared_up_in_the_chat()
    {
        _world.Http.Hangs = name => name == Post;
        var started = _world.Put(Bodies.Mail("text"));
        Assert.Single(_world.Sent);

        _world.Http.Hangs = _ => false;
        _world.Crash();
        _world.Harness.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(["text"], _world.TextsTo(1));
        Assert.Equal(WaitingFor.Reply, _world.Status(started).WaitingFor);
    }

    [Fact]
    public void A_message_that_arrives_after_a_crash_within_the_settle_time_is_not_sent_again()
    {
        _world.Http.Loses = name => name == Post;
        _world.Put(Bodies.Mail("text"));
        _world.Http.Loses = _ => false;
        _world.Crash();
        _world.Harness.Advance(TimeSpan.FromSeconds(30));
        _world.Platform.Send(_world.Platform.FindUser("Bearer andreas")!, 11, 1, new NewMessage("text", "Hello"));
        _world.Harness.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["text"], _world.TextsTo(1));
        Assert.Equal(1, _world.Http.CountOf("POST"));
    }

    [Fact]
    public void A_refused_message_fails_its_step_only()
    {
        _world.Http.Answer = name => name.StartsWith("POST /channel/12", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.UnprocessableContent)
            : null;
        var started = _world.Put(Bodies.Milan);
        _world.Harness.Advance(TimeSpan.FromDays(8));

        Assert.Equal(3, _world.Sent.Count);
        Assert.Equal(1, _world.Http.CountOf("POST /channel/12"));
        Assert.Contains(_world.Status(started).Timeline, entry => entry.Outcome == AttemptOutcome.Invalid);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.NotFound, HttpStatusCode.InternalServerError)]
    public void A_refusal_that_the_channel_may_have_caused_for_a_moment_is_no_fault_of_the_candidate(
        HttpStatusCode refusal, HttpStatusCode check)
    {
        _world.Http.Answer = name => _world.Http.CountOf(Post) != 1 ? null
            : name == Post ? new HttpResponseMessage(refusal)
            : name == "GET /channel" && check != HttpStatusCode.OK ? new HttpResponseMessage(check)
            : null;
        var started = _world.Put(Bodies.Mail("text"));
        _world.Harness.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(["text"], _world.TextsTo(1));
        Assert.DoesNotContain(_world.Status(started).Timeline, entry => entry.Outcome == AttemptOutcome.Invalid);
    }

    [Fact]
    public void A_limit_of_the_platform_delays_the_sender_and_no_other()
    {
        _world.Http.Answer = name => name == Post && _world.Http.CountOf(Post) == 1 ? Throttled() : null;
        _world.Put(Bodies.Mail("one"), candidate: 1);
        _world.Put(Bodies.Mail("two"), candidate: 2);
        _world.Put(Bodies.Mail("three"), candidate: 3, credential: "Bearer petra");
        Assert.Equal(["three"], _world.Sent.Select(message => message.Body));

        _world.Harness.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(["one", "three", "two"], _world.Sent.Select(message => message.Body).Order());

        static HttpResponseMessage Throttled() =>
            new(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(60)) } };
    }

    [Fact]
    public async Task A_handler_that_repeats_requests_cannot_send_a_message_twice()
    {
        var sends = 0;
        using var http = new HttpClient(new Repeating(() => sends++));
        var client = new PlatformClient(() => http, _world.Options, TimeProvider.System);

        var error = await Assert.ThrowsAsync<PlatformException>(() => client.SendMessageAsync("x", 1, 2, "text", null));
        Assert.False(error.IsRefusal);
        Assert.Equal(1, sends);
    }

    private IEnumerable<(long Channel, string? Subject)> PostsAndSubjects() =>
        _world.Http.Requests.Where(name => name.StartsWith("POST", StringComparison.Ordinal))
            .Zip(_world.Sent, (name, message) => (long.Parse(name.Split('/')[2]), message.Subject));

    /// <summary>Repeats a request that fails, as resilience handlers do.</summary>
    private sealed class Repeating(Action sent) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            for (var i = 0; i < 3; i++)
            {
                await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
                sent();
            }

            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        }
    }
}
