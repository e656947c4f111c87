using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Lookups of attempts whose outcome never arrived: repeated while they fail, at the provider's pace.</summary>
public class LookUpTests
{
    [Fact]
    public void Look_up_that_fails_is_repeated_with_growing_pauses_until_it_is_answered()
    {
        using var harness = new CampaignHarness();
        var asked = new List<DateTimeOffset>();
        harness.Provider.Accepts().OnQuery = _ =>
        {
            asked.Add(harness.Now);
            return asked.Count < 9 ? throw new HttpRequestException("down") : LookUpResult.Ended(AttemptOutcome.Completed);
        };
        var campaign = harness.Run(Timed(Minutes(30)), One());

        harness.Advance(Minutes(36));

        var pauses = asked.Zip(asked.Skip(1), (first, second) => second - first).ToList();
        Assert.Equal((1, 9), (harness.Statistics(campaign).Completed, asked.Count));
        Assert.All(pauses.Index(), pause => Assert.InRange(pause.Item, Seconds(0.25 * Math.Pow(2, pause.Index)), Seconds(61)));
    }

    [Fact]
    public void Look_up_that_always_fails_is_given_up_after_a_while_and_frees_the_slot()
    {
        using var harness = new CampaignHarness();
        var asked = 0;
        harness.Provider.Accepts().OnQuery = _ => ++asked > 0 ? throw new HttpRequestException("down") : default;
        var campaign = harness.Run(Timed(Minutes(30)), Many(2));

        harness.Advance(Minutes(34));
        Assert.Equal((1, 0), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
        harness.Advance(Minutes(3));

        Assert.Equal((1, 1), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
        var entry = harness.Contact(campaign, "p00001").Timeline.Single();
        Assert.Equal($"the lookup failed: HttpRequestException; {asked} lookups have failed", entry.Note);
        Assert.InRange(asked, 6, 20);
    }

    [Fact]
    public void Look_up_that_never_returns_is_repeated()
    {
        var answers = new Queue<Task<LookUpResult>>([Never(), Never(), Task.FromResult(LookUpResult.Ended(AttemptOutcome.Busy))]);
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Looking(() => new(answers.Dequeue()))));
        var campaign = harness.Run(Timed(Minutes(2)), One());

        harness.Advance(Minutes(5));

        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
    }

    [Fact]
    public void What_a_crash_has_left_is_looked_up_again_and_again_and_not_unknown_at_the_first_failure()
    {
        var store = new MemoryJobStore(new Random(1));
        var crashed = new CampaignHarness(options => options.With(store).AddProvider("voice", new Looking(() => default) { Hangs = true }));
        var campaign = crashed.Run(Timed(Seconds(5), maxConcurrent: 3), Many(3));
        var asked = 0;
        using var next = new CampaignHarness(options => options.With(store).AddProvider(
            "voice",
            new Looking(() => new(++asked <= 12
                ? Task.FromException<LookUpResult>(new TimeoutException())
                : Task.FromResult(LookUpResult.Ended(AttemptOutcome.Completed, "call-" + asked))))));
        next.Advance(Minutes(3));

        Assert.Equal((3, 0), (next.Statistics(campaign).Completed, next.Statistics(campaign).Unknown));
        Assert.NotNull(next.Contact(campaign, "p00001").Timeline.Single().ProviderCallId); // a lookup can return the call id
    }

    [Fact]
    public void Provider_that_cannot_say_is_asked_once()
    {
        using var harness = new CampaignHarness();
        var asked = 0;
        harness.Provider.Accepts().OnQuery = _ => ++asked > 0 ? LookUpResult.CannotSay : default;
        var campaign = harness.Run(Timed(Minutes(2)), One());

        harness.Advance(Minutes(2));

        Assert.Equal((1, 1), (harness.Statistics(campaign).Unknown, asked));
    }

    [Fact]
    public void Answer_that_cannot_say_does_not_end_an_attempt_that_rang_after_the_question()
    {
        var answer = new TaskCompletionSource<LookUpResult>();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Looking(() => new(answer.Task))));
        var campaign = harness.Run(Timed(Minutes(2)), One());
        var attempt = harness.Contact(campaign, "ann").Timeline.Single().Attempt;
        harness.Advance(Minutes(2) + Seconds(1));
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Ringing)));

        answer.SetResult(LookUpResult.CannotSay);
        harness.Advance(Minutes(1));

        Assert.Equal((1, 0), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
        harness.Report(attempt, AttemptOutcome.Completed);
        Assert.Equal(1, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Provider_that_asks_for_time_is_left_alone_until_then_and_nothing_is_unknown_for_it()
    {
        ScriptedProvider? provider = null;
        using var harness = new CampaignHarness(
            options => options.AddProvider(
                "voice", provider = new ScriptedProvider(options.TimeProvider!), own => own.MaxAttemptDuration = Hours(24)));
        var asked = new List<DateTimeOffset>();
        provider!.Accepts().OnQuery = _ =>
        {
            asked.Add(harness.Now);
            return asked.Count <= 30 ? LookUpResult.AskAgain(harness.Now + Minutes(10)) : LookUpResult.Ended(AttemptOutcome.Completed);
        };
        var campaign = harness.Run(Timed(Minutes(2), maxConcurrent: 5), Many(5));

        harness.Advance(Hours(6));

        Assert.Equal((5, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Unknown));
        Assert.True(asked[30] - asked[0] >= Minutes(50), $"asked {asked.Count} times within {asked[30] - asked[0]}");
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(20, true)]
    [InlineData(3, false)]
    public void Two_thousand_look_ups_after_a_restart_keep_to_what_a_provider_allows(int perSecond, bool saysWhen)
    {
        var (time, refused, recent) = ((TimeProvider?)null, 0, new Queue<DateTimeOffset>());
        var provider = new Looking(() =>
        {
            var now = time!.GetUtcNow();
            while (recent.TryPeek(out var oldest) && oldest <= now - Seconds(1))
            {
                recent.Dequeue();
            }

            if (recent.Count >= perSecond)
            {
                refused++;
                return saysWhen ? new(LookUpResult.AskAgain(now + Seconds(1))) : throw new HttpRequestException("429");
            }

            recent.Enqueue(now);
            return new(LookUpResult.Ended(AttemptOutcome.Completed));
        });
        using var harness = new CampaignHarness(options =>
        {
            time = options.TimeProvider;
            options.AddProvider("voice", provider, use => use.MaxDispatching = 10_000);
        });
        var campaign = harness.Run(Timed(Seconds(8), maxConcurrent: 2_000), Many(2_000));
        harness.Advance(Seconds(1));
        harness.Restart();

        harness.Advance(Minutes(45));

        Assert.Equal((2_000, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Unknown));
        Assert.InRange(refused, 0, 700);
    }

    [Fact]
    public void Look_ups_keep_to_half_of_the_providers_rate_and_few_are_under_way_at_once()
    {
        var (time, begun, underWay, most) = ((TimeProvider?)null, new List<DateTimeOffset>(), 0, 0);
        var provider = new Looking(() =>
        {
            begun.Add(time!.GetUtcNow());
            most = Math.Max(most, ++underWay);
            return new(AnswerAsync());
        });
        using var harness = new CampaignHarness(options =>
        {
            time = options.TimeProvider;
            options.AddProvider("voice", provider, use => use.Rate = RateLimit.PerSecond(100));
        });
        var campaign = harness.Run(Timed(Seconds(60), maxConcurrent: 500), Many(500));
        harness.Advance(Seconds(59));
        Assert.Equal(500, harness.Statistics(campaign).Live);
        harness.Restart();
        harness.Advance(Minutes(2));

        Assert.Equal((500, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Unknown));
        Assert.InRange(most, 2, 16);
        Assert.All(
            begun.Zip(begun.Skip(50), (first, later) => later - first),
            span => Assert.True(span >= Seconds(0.98), $"50 look-ups in {span}"));

        async Task<LookUpResult> AnswerAsync()
        {
            await Task.Delay(Seconds(0.2), time!);
            underWay--;
            return LookUpResult.Ended(AttemptOutcome.Completed);
        }
    }

    [Fact]
    public void Look_ups_of_one_provider_do_not_hold_up_another()
    {
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", new Looking(() => throw new HttpRequestException("429")), use => use.Name = "slow")
            .AddProvider("email", new ScriptedProvider(options.TimeProvider!)));
        harness.Run(Timed(Seconds(10), maxConcurrent: 200), Many(200));
        harness.Advance(Seconds(30));
        var other = harness.Run(
            new CampaignDefinition { Name = "email", MaxConcurrent = 50, Steps = [CampaignStep.Message("email", "hello")] },
            Enumerable.Range(1, 50).Select(
                i => new Contact($"q{i}", null, null, new Dictionary<string, string> { ["email"] = $"q{i}@example.com" })));
        harness.Advance(Seconds(1));

        Assert.Equal(50, harness.Statistics(other).Completed);
    }

    [Fact]
    public void Report_of_progress_while_it_is_looked_up_gives_the_attempt_its_time_again()
    {
        using var harness = new CampaignHarness();
        var asked = 0;
        harness.Provider.Accepts().OnQuery = _ => ++asked > 0 ? throw new HttpRequestException("down") : default;
        var campaign = harness.Run(Timed(Minutes(2)), One());
        harness.Advance(Minutes(2) + Seconds(2));
        var before = asked;

        harness.Do(reports =>
            reports.ReportAsync(new ProviderReport(harness.Provider.Dispatches[0].Request.Attempt, AttemptState.Answered)));
        harness.Advance(Seconds(110));

        Assert.Equal((1, before), (harness.Statistics(campaign).Live, asked));
    }

    [Fact]
    public void Attempt_whose_look_up_never_answers_frees_its_slot_when_its_patience_is_over()
    {
        using var harness = new CampaignHarness(options => options.AddProvider("voice", new Silent()));
        var step = new ContactStep { Channel = "voice", Timeout = Minutes(5) };
        var campaign = harness.Run(new CampaignDefinition { Name = "lost", Steps = [step], MaxConcurrent = 1 }, Many(2));

        harness.Advance(Minutes(6));
        Assert.Equal(JobState.Live, harness.Contact(campaign, "p00001").State);
        harness.Advance(Minutes(6));

        Assert.Equal(JobState.Unknown, harness.Contact(campaign, "p00001").State);
        Assert.Equal(JobState.Live, harness.Contact(campaign, "p00002").State);
    }

    private static Task<LookUpResult> Never() => new TaskCompletionSource<LookUpResult>().Task;

    private static CampaignDefinition Timed(TimeSpan timeout, int maxConcurrent = 1) =>
        Calls(StepRetryPolicy.None, maxConcurrent) with { Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Timeout = timeout }] };

    /// <summary>Accepts every attempt and supports lookups.</summary>
    private sealed class Looking(Func<ValueTask<LookUpResult>> answer) : IProvider
    {
        public bool Hangs { get; init; }

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(Hangs ? new TaskCompletionSource<DispatchResult>().Task : Task.FromResult(DispatchResult.Accepted()));

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
            answer();
    }

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
            new(new TaskCompletionSource<LookUpResult>().Task);
    }
}
