using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>An attempt that no provider places is repeated at growing intervals, and the job keeps its turn.</summary>
public class NotPlacedTests
{
    private static readonly Action<ProviderOptions> Unbroken = own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 100_000, FailureRatio = 1, MinimumThroughput = 64 };

    [Fact]
    public void Pause_doubles_up_to_five_minutes_and_begins_anew_when_somebody_was_reached()
    {
        using var harness = Harnesses.OfOne(Unbroken);
        var count = 0;
        harness.Provider.Otherwise(_ => ++count == 13 ? DispatchResult.Completed(AttemptOutcome.Busy) : DispatchResult.NotPlaced("down"));
        harness.Run(Calls(StepRetryPolicy.Fixed(5, Seconds(1_000))), One());
        harness.Advance(Hours(2));

        var times = harness.Provider.Dispatches.Select(dispatch => dispatch.At).ToList();
        var pauses = times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds).Take(16);
        Assert.Equal([1.0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 1_000, 1, 2, 4], pauses);
    }

    [Fact]
    public void Retry_that_was_throttled_is_due_since_it_was()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Otherwise(_ => DispatchResult.RetryAt(harness.Now + Minutes(5)));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10))), One());
        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Minutes(15));
        harness.Do(client => client.ResumeAsync(campaign));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(Nine + Minutes(10), harness.Contact(campaign, "ann").NextDue);
    }

    [Fact]
    public void Provider_that_asks_to_be_left_alone_for_weeks_is_asked_again_after_a_day()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.RetryAt(harness.Now + TimeSpan.FromDays(30))).Accepts();
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(TimeSpan.FromDays(1) - Seconds(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_has_rung_is_not_placed_again_whatever_its_provider_says(bool isThrottled)
    {
        var first = new Gathering();
        var second = new Gathering();
        using var harness = new CampaignHarness(options =>
        {
            options.AddProvider("voice", first);
            options.AddProvider("voice", second);
        });
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10))), One());
        Tell(harness, new ProviderReport(Attempt(harness, campaign, 0), AttemptState.Ringing));

        first.Answer(isThrottled ? DispatchResult.RetryAt(harness.Now + Seconds(5)) : DispatchResult.NotPlaced("server error"));
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Unknown, 1, 0), (harness.Contact(campaign, "ann").State, first.Calls, second.Calls));
    }

    [Fact]
    public void Attempts_that_a_crash_kept_from_their_provider_say_nothing_about_the_tenant_s_account()
    {
        var provider = new Silent();
        var store = new MemoryJobStore(new Random(1));
        var first = new CampaignHarness(Configure); // ends here, as by a crash: its successor takes the store
        var campaign = first.Run(
            Calls(StepRetryPolicy.None, maxConcurrent: 3) with
            {
                Steps = [CampaignStep.Call(StepRetryPolicy.None) with { OnUnavailable = UnavailablePolicy.Skip }],
            },
            Many(10));
        Assert.Equal(3, provider.Calls);
        provider.IsSilent = false;
        using var harness = new CampaignHarness(Configure);
        harness.Advance(Hours(1));

        Assert.All(Many(10), person => Assert.Equal(
            AttemptOutcome.Completed, harness.Contact(campaign, person.Key).Timeline[^1].Outcome));
        Assert.Equal(10, harness.Statistics(campaign).Outcomes[AttemptOutcome.Completed]);

        void Configure(CampaignsOptions options)
        {
            options.Store = store;
            options.AddProvider(
                "voice", provider, own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 2 });
        }
    }

    /// <summary>Answers nothing at first, and says later that nothing was placed.</summary>
    private sealed class Silent : IProvider
    {
        public bool IsSilent { get; set; } = true;

        public int Calls { get; private set; }

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Calls++;
            return IsSilent
                ? new(new TaskCompletionSource<DispatchResult>().Task)
                : new(DispatchResult.Completed(AttemptOutcome.Completed));
        }

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
            new(LookUpResult.NotPlaced);
    }

    private static AttemptId Attempt(CampaignHarness harness, CampaignId campaign, int index) =>
        harness.Contact(campaign, "ann").Timeline[index].Attempt;

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
