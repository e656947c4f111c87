using Campaigns.Tests.Observability;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>
/// An attempt that was certainly not placed fails over to another provider within the same try. An attempt that may have rung never does.
/// </summary>
public class FailoverTests
{
    private static readonly DispatchResult Refused = DispatchResult.NotPlaced("down");

    [Fact]
    public void Attempt_that_two_providers_refuse_goes_to_the_third_within_the_same_try()
    {
        var calls = new Calling(("a", _ => Refused), ("b", _ => Refused), ("c", _ => DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = calls.Harness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal([("a", 1, 0.0), ("b", 1, 0), ("c", 1, 0)], calls.Made);
        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Completed, 1), (contact.State, contact.Attempts));
        Assert.Equal(
            [AttemptOutcome.NotPlaced, AttemptOutcome.NotPlaced, AttemptOutcome.Completed],
            contact.Timeline.Select(entry => entry.Outcome));
        Assert.Equal([1, 1, 1], contact.Timeline.Select(entry => entry.Try));
        Assert.Equal(0, harness.Statistics(campaign).RetriesAttempted);
    }

    [Fact]
    public void Attempt_that_many_providers_refuse_goes_to_each_of_them_once()
    {
        var names = Enumerable.Range(1, 16).Select(number => $"p{number:D2}").ToList(); // the most that the engine tells apart
        var calls = new Calling([.. names.Select(name => (name, (Func<DispatchRequest, DispatchResult>)(_ => Refused)))]);
        using var harness = calls.Harness();
        harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal(names, calls.Made.Select(call => call.Provider));
    }

    [Fact]
    public void Provider_that_opens_first_is_used_when_it_opens_whichever_it_is()
    {
        foreach (var seconds in new[] { new[] { 29.0, 7, 23 }, [7.0, 29, 23], [29.0, 23, 7] })
        {
            var calls = new Calling([.. seconds.Select((opens, index) => (
                $"{index}",
                (Func<DispatchRequest, DispatchResult>)(request => request.Attempt.Number <= 3
                    ? DispatchResult.RetryAt(Nine + Seconds(opens))
                    : DispatchResult.Completed(AttemptOutcome.Completed))))]);
            using var harness = calls.Harness();
            harness.Run(Calls(StepRetryPolicy.None), One());
            harness.Advance(Minutes(1));

            Assert.Equal(7, calls.Made[^1].At);
        }
    }

    [Fact]
    public void Attempt_that_all_refuse_goes_to_each_once_and_then_waits_ever_longer()
    {
        var calls = new Calling(("a", _ => Refused), ("b", _ => Refused), ("c", _ => Refused));
        using var harness = calls.Harness();
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Seconds(20));

        Assert.Equal(
            [0, 1, 3, 7, 15],
            calls.Made.Chunk(3).Select(round =>
            {
                Assert.Equal([("a", 1), ("b", 1), ("c", 1)], round.Select(call => (call.Provider, call.Try)));
                return round.Select(call => call.At).Distinct().Single();
            }));
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("times out")]
    [InlineData("answers unknown")]
    [InlineData("answers nothing")]
    [InlineData("accepts and is silent")]
    public void What_may_have_rung_never_goes_to_another_provider(string fault)
    {
        var other = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", new Answering(_ => fault switch
            {
                "throws" => throw new TimeoutException(),
                "times out" => new(new TaskCompletionSource<DispatchResult>().Task),
                "answers unknown" => new(DispatchResult.Completed(AttemptOutcome.Unknown)),
                "answers nothing" => new(default(DispatchResult)),
                _ => new(DispatchResult.Accepted("call")),
            }))
            .AddProvider("voice", other));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Advance(Hours(2));

        Assert.Equal((0, JobState.Unknown), (other.Calls, harness.Contact(campaign, "ann").State));
        Assert.Equal(1, harness.Contact(campaign, "ann").Attempts);
    }

    [Fact]
    public void Attempt_that_a_look_up_finds_never_placed_goes_to_the_other_provider()
    {
        var other = new ScriptedProvider(TimeProvider.System);
        ScriptedProvider? first = null;
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", first = new ScriptedProvider(options.TimeProvider!) { OnQuery = _ => LookUpResult.NotPlaced }.Accepts())
            .AddProvider("voice", other));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Minutes(30));

        Assert.Equal((1, 1), (first!.Dispatches.Count, other.Dispatches.Count));
        Assert.Equal(1, other.Dispatches[0].Request.Try);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Retry_after_an_outcome_begins_again_with_the_first_provider()
    {
        var isUp = false;
        var calls = new Calling(
            ("a", _ => isUp ? DispatchResult.Completed(AttemptOutcome.Completed) : Refused),
            ("b", _ => DispatchResult.Completed(AttemptOutcome.Busy)));
        using var harness = calls.Harness();
        harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        isUp = true;
        harness.Advance(Seconds(10));

        Assert.Equal([("a", 1, 0.0), ("b", 1, 0), ("a", 2, 10)], calls.Made);
    }

    [Fact]
    public void Provider_that_is_full_paced_throttled_or_off_is_passed_over()
    {
        var calls = new Calling(("a", _ => DispatchResult.Accepted()), ("b", _ => DispatchResult.Accepted()), ("c", _ => DispatchResult.Accepted()), ("d", _ => DispatchResult.Accepted()));
        using var harness = calls.Harness();
        harness.Change(new ProviderSettings { MaxConcurrent = 2 }, "a");
        harness.Change(new ProviderSettings { Rate = new RateLimit(1, Seconds(10)) }, "b");
        harness.Change(new ProviderSettings { Switch = ProviderSwitch.Off }, "c");
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 6), Many(10));

        Assert.Equal(["a", "a", "b", "d", "d", "d"], calls.Made.Select(call => call.Provider).Order());
    }

    [Fact]
    public void Router_picks_among_the_open_providers_that_have_not_refused_and_is_asked_only_when_there_is_a_choice()
    {
        var seen = new List<string>();
        var router = new Routing(open =>
        {
            seen.Add(
                string.Join(
                    ' ', open.ToArray().Select(choice => $"{choice.Name}{choice.Index}w{choice.Weight}c{choice.Cost}l{choice.Live}")));
            return open.Length - 1;
        });
        var calls = new Calling(("a", _ => DispatchResult.Accepted()), ("b", _ => DispatchResult.Accepted()), ("c", _ => Refused));
        using var harness = calls.Harness(options => options.UseRouter("voice", router));
        harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(["c", "b"], calls.Made.Select(call => call.Provider));
        Assert.Equal(["a0w1c0l0 b1w1c0l0 c2w1c0l0", "a0w1c0l0 b1w1c0l0"], seen);

        harness.Change(new ProviderSettings { Switch = ProviderSwitch.Off }, "b");
        harness.Change(new ProviderSettings { Switch = ProviderSwitch.Off }, "c");
        harness.Run(Calls(StepRetryPolicy.None), Many(2));
        Assert.Equal(["c", "b", "a", "a"], calls.Made.Select(call => call.Provider));
        Assert.Equal(2, seen.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(null)]
    public void Router_that_throws_or_picks_what_is_not_there_leaves_it_to_the_order_of_the_providers(int? pick)
    {
        var calls = new Calling(("a", _ => DispatchResult.Accepted()), ("b", _ => DispatchResult.Accepted()));
        using var seen = new Recording();
        using var harness = calls.Harness(options =>
        {
            options.LoggerFactory = seen;
            options.UseRouter("voice", new Routing(_ => pick ?? throw new NotSupportedException("no idea")));
        });
        harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Equal("a", Assert.Single(calls.Made).Provider);
        var told = Assert.Single(seen.Logged, entry => entry.Contains("13 HostCodeFailed", StringComparison.Ordinal));
        Assert.DoesNotContain("no idea", told, StringComparison.Ordinal); // an exception's message may contain anything
    }

    private sealed class Routing(Func<ReadOnlySpan<RouteChoice>, int> pick) : IProviderRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open) => pick(open);
    }

    /// <summary>Providers of the voice channel that record the order of their calls.</summary>
    private sealed class Calling(params (string Name, Func<DispatchRequest, DispatchResult> Answer)[] providers)
    {
        private CampaignHarness? _harness;

        public List<(string Provider, int Try, double At)> Made { get; } = [];

        public CampaignHarness Harness(Action<CampaignsOptions>? configure = null) => _harness = new CampaignHarness(options =>
        {
            foreach (var (name, answer) in providers)
            {
                options.AddProvider("voice", new Answering(request => new(Take(name, answer, request))), own => own.Name = name);
            }

            configure?.Invoke(options);
        });

        private DispatchResult Take(string name, Func<DispatchRequest, DispatchResult> answer, DispatchRequest request)
        {
            Made.Add((name, request.Try, (_harness!.Now - Nine).TotalSeconds));
            return answer(request);
        }
    }
}
