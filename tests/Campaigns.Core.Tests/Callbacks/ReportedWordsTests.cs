using Campaigns.Tests.Observability;
using Campaigns.Tests.Providers;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>Carriers' results besides the contact's answer: each maps to one outcome with the right meaning.</summary>
public class ReportedWordsTests
{
    private readonly CampaignHarness _harness = new(options => options.LoggerFactory = Seen);

    public ReportedWordsTests() => _harness.Provider.Accepts();

    private static Recording Seen { get; } = new();

    private AttemptId Last => _harness.Provider.Dispatches[^1].Request.Attempt;

    private ReportReceipt Report(ProviderReport report) => _harness.Do(reports => reports.ReportAsync(report));

    [Fact]
    public void Call_that_was_taken_and_never_placed_spends_nothing_and_is_tried_again()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(10))), One());
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.Ended(Last, AttemptOutcome.NotPlaced)));
            _harness.Advance(Minutes(10));
        }

        var contact = _harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Live, 0, 5), (contact.State, contact.Attempts, contact.Timeline.Count));
    }

    [Fact]
    public void Call_that_was_taken_and_never_placed_goes_to_the_other_provider_at_once()
    {
        ScriptedProvider? first = null;
        var second = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options
            .AddProvider("voice", first = new ScriptedProvider(options.TimeProvider!).Accepts()).AddProvider("voice", second));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Report(first!.Dispatches[0].Request.Attempt, AttemptOutcome.NotPlaced);
        Assert.Equal(1, second.Calls);
    }

    [Fact]
    public void Different_contacts_that_a_provider_takes_and_does_not_place_tell_its_tenant_s_breaker()
    {
        using var harness = Harnesses.OfOne(own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 5 });
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 2), Many(50));
        for (var i = 0; i < 20; i++)
        {
            foreach (var attempt in harness.Provider.Live.ToList())
            {
                harness.Report(attempt, AttemptOutcome.NotPlaced);
            }
        }

        Assert.Equal(ProviderState.CircuitOpen, harness.Status().State);
        Assert.InRange(harness.Provider.Dispatches.Count, 5, 7);
    }

    [Fact]
    public void Call_that_has_rung_was_placed_whatever_is_said_later()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        Report(new ProviderReport(Last, AttemptState.Ringing));
        Report(ProviderReport.Ended(Last, AttemptOutcome.NotPlaced));
        Assert.Equal(JobState.Unknown, _harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(AttemptOutcome.Aborted, JobState.Failed, 1)]
    [InlineData(AttemptOutcome.Unknown, JobState.Unknown, 1)]
    [InlineData(AttemptOutcome.Throttled, JobState.Live, 2)]
    public void Canceled_by_us_unknown_and_throttled_can_be_told(AttemptOutcome told, JobState state, int dispatches)
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.Ended(Last, told)));
        _harness.Advance(Seconds(2));
        Assert.Equal((state, told), (_harness.Contact(campaign, "ann").State, _harness.Contact(campaign, "ann").Timeline[0].Outcome));
        Assert.Equal(dispatches, _harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Still_queued_gives_the_outcome_its_time_again()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());
        for (var i = 0; i < 5; i++)
        {
            _harness.Advance(Minutes(29));
            Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.Queued(Last)));
        }

        Assert.Equal(JobState.Live, _harness.Contact(campaign, "ann").State);
        Report(new ProviderReport(Last, AttemptState.Ringing));
        Assert.Equal(ReportReceipt.NoNews, Report(ProviderReport.Queued(Last)));
        _harness.Advance(Minutes(30));
        Assert.Equal(JobState.Unknown, _harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(false, AttemptOutcome.Completed)]
    [InlineData(true, AttemptOutcome.Completed)]
    [InlineData(false, AttemptOutcome.NoAnswer)]
    [InlineData(true, AttemptOutcome.Failed)]
    public void Machine_that_answers_holds_the_slot_until_the_call_is_over_and_is_its_outcome(bool restarts, AttemptOutcome end)
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(2));
        var attempt = Last;
        Report(new ProviderReport(attempt, AttemptState.Answered));
        Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.AnsweredByMachine(attempt)));
        Assert.Equal(ReportReceipt.NoNews, Report(ProviderReport.AnsweredByMachine(attempt)));
        _harness.Advance(Minutes(5));
        if (restarts)
        {
            _harness.Restart();
        }

        Assert.Single(_harness.Provider.Dispatches);
        Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.Ended(attempt, end)));
        Assert.Equal(2, _harness.Provider.Dispatches.Count);
        Assert.Equal(AttemptOutcome.Machine, _harness.Contact(campaign, "p00001").Timeline[0].Outcome);
    }

    [Fact]
    public void Machine_that_answers_a_call_whose_end_never_comes_is_its_outcome_at_the_deadline()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());
        Report(ProviderReport.AnsweredByMachine(Last));
        _harness.Advance(Minutes(31));
        Assert.Equal(AttemptOutcome.Machine, _harness.Contact(campaign, "ann").Timeline[0].Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Machine_and_the_end_come_to_the_same_in_any_order(bool machineFirst)
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());
        ProviderReport[] reports = [ProviderReport.AnsweredByMachine(Last), ProviderReport.Ended(Last, AttemptOutcome.Completed)];
        foreach (var report in machineFirst ? reports : reports.Reverse())
        {
            Report(report);
        }

        Assert.Equal(
            (JobState.Failed, AttemptOutcome.Machine),
            (_harness.Contact(campaign, "ann").State, _harness.Contact(campaign, "ann").Timeline[0].Outcome));
    }

    [Theory]
    [InlineData(AttemptState.Ended, AttemptOutcome.None)]
    [InlineData(AttemptState.Ended, AttemptOutcome.NotSent)]
    [InlineData(AttemptState.Answered, AttemptOutcome.Completed)]
    [InlineData(AttemptState.Ringing, AttemptOutcome.Machine)]
    [InlineData(AttemptState.Committed, AttemptOutcome.None)]
    [InlineData(AttemptState.Sending, AttemptOutcome.None)]
    public void What_no_carrier_can_mean_is_refused(AttemptState state, AttemptOutcome outcome)
    {
        _harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Throws<CampaignException>(() => Report(new ProviderReport(Last, state, outcome)));
    }

    [Fact]
    public void Messages_of_a_provider_that_only_accepts_are_taken_as_sent_and_it_is_told_so_once()
    {
        using var seen = new Recording();
        ScriptedProvider? post = null;
        using var harness = new CampaignHarness(options =>
        {
            options.LoggerFactory = seen;
            options.AddProvider(Channels.Email, post = new ScriptedProvider(options.TimeProvider!).Accepts());
        });
        var campaign = harness.Run(
            new CampaignDefinition
            {
                Name = "drip",
                MaxConcurrent = 1_000,
                Steps = [CampaignStep.Message(Channels.Email, "one"), CampaignStep.Message(Channels.Email, "two")],
            },
            Enumerable.Range(1, 100).Select(
                i => new Contact($"p{i}", addresses: new Dictionary<string, string> { [Channels.Email] = $"p{i}@example.com" })));
        harness.Advance(Hours(3));

        Assert.Equal(
            (200, 100L, 0L), (post!.Dispatches.Count, harness.Statistics(campaign).Completed, harness.Statistics(campaign).Unknown));
        Assert.Single(seen.Logged, entry => entry.Contains("14 ProviderReportsNothing", StringComparison.Ordinal));
        Assert.Equal(ProviderState.Available, harness.Status("email-1").State);
    }

    [Fact]
    public void Message_that_a_provider_which_reports_says_nothing_of_is_unknown()
    {
        ScriptedProvider? post = null;
        using var harness = new CampaignHarness(
            options => options.AddProvider(Channels.Email, post = new ScriptedProvider(options.TimeProvider!).Accepts()));
        var campaign = harness.Run(
            new CampaignDefinition { Name = "mail", Steps = [CampaignStep.Message(Channels.Email, "one")] },
            Enumerable.Range(1, 2).Select(
                i => new Contact($"p{i}", addresses: new Dictionary<string, string> { [Channels.Email] = $"p{i}@example.com" })));
        harness.Report(post!.Dispatches[0].Request.Attempt, AttemptOutcome.Invalid); // the letter bounced
        harness.Advance(Hours(1));
        Assert.Equal((JobState.Failed, JobState.Unknown), (harness.Contact(campaign, "p1").State, harness.Contact(campaign, "p2").State));
    }

    [Fact]
    public void Providers_word_is_that_of_the_report_that_counts_when_it_brings_the_call_id_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Tell(harness, ProviderReport.OfCall("voice-1", "c1", AttemptState.Ended, AttemptOutcome.Busy) with { Raw = "busy" });
        Tell(harness, ProviderReport.Ended(
            Attempt(harness, campaign, 0), AttemptOutcome.Machine) with { CallId = "c1", Provider = "voice-1", Raw = "amd" });

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Machine, "amd"), (entry.Outcome, entry.ProviderStatus));
    }

    [Fact]
    public void Providers_word_is_that_of_the_outcome_when_reports_came_early_and_out_of_order()
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Tell(harness, ProviderReport.OfCall("voice-1", "c1", AttemptState.Ended, AttemptOutcome.Busy) with { Raw = "busy" });
        Tell(harness, ProviderReport.OfCall("voice-1", "c1", AttemptState.Ringing) with { Raw = "ringing" });

        provider.Answer(DispatchResult.Accepted("c1"));
        harness.Settle();

        var entry = harness.Contact(campaign, "ann").Timeline.Single();
        Assert.Equal((AttemptOutcome.Busy, "busy"), (entry.Outcome, entry.ProviderStatus));
    }

    private static AttemptId Attempt(CampaignHarness harness, CampaignId campaign, int index) =>
        harness.Contact(campaign, "ann").Timeline[index].Attempt;

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
