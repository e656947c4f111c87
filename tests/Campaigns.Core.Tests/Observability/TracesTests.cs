using System.Diagnostics;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Observability;

/// <summary>The activities of requests and dispatches: their parents, their tags, and that none outlives its call.</summary>
[Collection(nameof(ListeningAlone))]
public sealed class TracesTests : IDisposable
{
    private static readonly ActivitySource ProvidersOwn = new(Recording.ProvidersOwn);
    private readonly Recording _seen = new(activities: true);

    public void Dispose() => _seen.Dispose();

    [Fact]
    public void Dispatch_is_a_client_activity_that_names_the_attempt_and_its_answer()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None), One());

        var span = Assert.Single(Named("campaigns.dispatch"));
        var attempt = harness.Provider.Dispatches.Single().Request.Attempt;
        Assert.Equal((ActivityKind.Client, ActivityStatusCode.Unset), (span.Kind, span.Status));
        Assert.Equal(
            [
                $"campaigns.attempt.id={attempt}", "campaigns.campaign.id=1", "campaigns.try=1", "campaigns.channel=voice",
                "campaigns.provider=voice-1", "campaigns.outcome=completed", "campaigns.answer=completed",
            ],
            Tags(span));
    }

    [Fact]
    public void What_the_provider_does_belongs_to_its_dispatch_also_after_it_has_waited()
    {
        var answer = new TaskCompletionSource();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Answering(async _ =>
        {
            ProvidersOwn.StartActivity("before")!.Dispose();
            await answer.Task;
            ProvidersOwn.StartActivity("after")!.Dispose();
            return DispatchResult.Accepted();
        })));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(3));
        answer.SetResult();
        harness.Settle();

        var span = Assert.Single(Named("campaigns.dispatch"));
        Assert.Equal(Seconds(3), span.Duration);
        Assert.All([.. Named("before"), .. Named("after")], own => Assert.Equal(span.SpanId, own.ParentSpanId));
        Assert.Equal((1, 1), (Named("before").Count, Named("after").Count));
    }

    [Fact]
    public void Each_dispatch_begins_a_trace_of_its_own_whatever_the_provider_left_and_the_host_was_doing_at_the_start()
    {
        using var startup = ProvidersOwn.StartActivity("startup")!;
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Answering(_ =>
        {
            ProvidersOwn.StartActivity("left open");
            return new(DispatchResult.Completed(AttemptOutcome.Completed));
        })));
        harness.Run(Calls(StepRetryPolicy.None), Many(3));

        var spans = Named("campaigns.dispatch");
        Assert.Equal(3, spans.Count);
        Assert.All(spans, span => Assert.Equal(default, span.ParentSpanId));
        Assert.Same(startup, Activity.Current);
    }

    [Fact]
    public void Dispatch_that_throws_tells_the_exceptions_type_alone()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => throw new InvalidOperationException("secret words"));
        harness.Run(Calls(StepRetryPolicy.None), One());

        var span = Assert.Single(Named("campaigns.dispatch"));
        Assert.Equal((ActivityStatusCode.Error, null), (span.Status, span.StatusDescription));
        Assert.Empty(span.Events);
        Assert.Equal(["error.type=System.InvalidOperationException", "campaigns.answer=failed"], Tags(span)[^2..]);
    }

    [Fact]
    public void Request_belongs_to_what_its_caller_does_and_tells_the_kind_of_refusal()
    {
        using var harness = new CampaignHarness();
        using (var caller = ProvidersOwn.StartActivity("caller")!)
        {
            Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(new CampaignId(7))));
            Assert.Same(caller, Activity.Current);
        }

        var span = Assert.Single(Named("campaigns.request"));
        Assert.Equal(Named("caller").Single().SpanId, span.ParentSpanId);
        Assert.Equal(["campaigns.request=PauseAsync", "error.type=NotFound"], Tags(span));
    }

    [Fact]
    public void Same_things_happen_whether_anybody_listens_or_not()
    {
        var heard = Timeline();
        _seen.Dispose();

        Assert.Equal(Timeline(), heard);
    }

    private static string Timeline()
    {
        using var harness = new CampaignHarness(seed: 7);
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.NoAnswer).Then(_ => throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10)), maxConcurrent: 3), Many(10));
        harness.Advance(Minutes(1));
        return string.Join('\n', harness.Provider.Dispatches.Select(dispatch => $"{dispatch.At:O} {dispatch.Request.Attempt}"));
    }

    private List<Activity> Named(string name) => [.. _seen.Activities.Where(activity => activity.OperationName == name)];

    private static List<string> Tags(Activity activity) => [.. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")];
}
