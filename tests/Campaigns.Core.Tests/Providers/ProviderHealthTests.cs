using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>The circuit breaker of each provider: what opens it, what closes it again, and what does not affect it.</summary>
public class ProviderHealthTests
{
    private static readonly DispatchResult Refused = DispatchResult.NotPlaced("down");
    private static readonly CircuitBreakerOptions Quick =
        new() { ConsecutiveFailures = 3, FailureRatio = 1, BreakDuration = Seconds(10), MaxBreakDuration = Seconds(60) };

    [Fact]
    public void Failures_in_a_row_break_a_provider_and_it_is_probed_after_pauses_that_double_up_to_the_longest()
    {
        using var harness = New(Quick);
        harness.Provider.Otherwise(_ => throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(50));
        harness.Advance(Seconds(200));

        Assert.Equal([0, 0, 0, 10, 30, 70, 130, 190], SecondsOf(harness.Provider));
        var status = harness.Status();
        Assert.Equal((ProviderState.CircuitOpen, Nine + Seconds(250)), (status.State, status.AvailableAt));
    }

    [Fact]
    public void Outcome_told_in_the_answer_ends_a_row_of_failures()
    {
        using var harness = New(Quick);
        harness.Provider.Otherwise(
            request => request.Attempt.Job % 3 == 0
                ? DispatchResult.Completed(AttemptOutcome.Busy)
                : throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(90));

        Assert.Equal(90, harness.Provider.Dispatches.Count);
        Assert.Equal(ProviderState.Available, harness.Status().State);
    }

    [Fact]
    public void Provider_that_answers_unknown_every_time_does_not_burn_a_list()
    {
        using var harness = New(Quick);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Unknown));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(50));

        Assert.Equal((3, ProviderState.CircuitOpen), (harness.Provider.Dispatches.Count, harness.Status().State));
    }

    [Theory]
    [InlineData(0.5, 10)] // every second dispatch fails, so the tenth makes it half of ten
    [InlineData(0.6, 90)]
    public void Share_of_failures_among_the_last_dispatches_breaks_a_provider(double ratio, int sends)
    {
        using var harness = New(new CircuitBreakerOptions { ConsecutiveFailures = 100, FailureRatio = ratio, MinimumThroughput = 10 });
        harness.Provider.Otherwise(
            request => request.Attempt.Job % 2 == 1 ? DispatchResult.Accepted() : throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1_000), Many(90));

        Assert.True(harness.Provider.Dispatches.Count >= sends);
        Assert.Equal(ratio > 0.5 ? ProviderState.Available : ProviderState.CircuitOpen, harness.Status().State);
    }

    [Fact]
    public void Never_more_probes_are_live_than_the_breaker_allows_also_when_they_hang()
    {
        var dispatch = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", dispatch, provider =>
        {
            provider.CircuitBreaker = Quick with { ProbeCount = 3 };
            provider.DispatchTimeout = Minutes(5);
            provider.MaxDispatching = 3;
        }));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(100));
        dispatch.AnswerAll(Refused); // opens the breaker

        harness.Advance(Seconds(10));
        Assert.Equal(3, dispatch.Waiting.Count);
        harness.Advance(Seconds(60));
        Assert.Equal(3, dispatch.Waiting.Count);
        Assert.Equal(6, dispatch.Calls);

        dispatch.Answer(DispatchResult.Accepted());
        harness.Advance(Seconds(60));
        Assert.Equal((2, 6), (dispatch.Waiting.Count, dispatch.Calls)); // one probe succeeded, two hang
        dispatch.Answer(DispatchResult.Accepted());
        dispatch.Answer(DispatchResult.Accepted());
        harness.Settle();
        Assert.Equal(3, dispatch.Waiting.Count); // recovered: in the first second, it gets the number of probes again
        Assert.Equal(ProviderState.AtCapacity, harness.Status().State);
    }

    [Fact]
    public void Probes_that_fail_together_double_the_pause_once()
    {
        using var harness = New(Quick with { ProbeCount = 3 });
        harness.Provider.Otherwise(_ => throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3), Many(50));
        harness.Advance(Seconds(31));

        Assert.Equal([0, 0, 0, 10, 10, 10, 30, 30, 30], SecondsOf(harness.Provider));
    }

    [Fact]
    public void Answers_of_attempts_sent_before_the_break_neither_close_it_nor_prolong_it()
    {
        var dispatch = new Gathering();
        using var harness = new CampaignHarness(options => options.AddProvider("voice", dispatch, provider =>
        {
            provider.CircuitBreaker = Quick;
            provider.DispatchTimeout = Minutes(5);
        }));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 10), Many(30));
        dispatch.AnswerAll(Refused, 3);
        harness.Settle();
        Assert.Equal((ProviderState.CircuitOpen, Nine + Seconds(10)), (harness.Status().State, harness.Status().AvailableAt));

        harness.Advance(Seconds(5));
        dispatch.AnswerAll(DispatchResult.Accepted(), 3);
        dispatch.AnswerAll(Refused, 3);
        harness.Settle();
        Assert.Equal((ProviderState.CircuitOpen, Nine + Seconds(10)), (harness.Status().State, harness.Status().AvailableAt));
        Assert.Equal(10, dispatch.Calls);
    }

    [Fact]
    public void Outcomes_lost_before_the_break_do_not_break_a_provider_that_has_come_back()
    {
        using var harness = New(Quick);
        harness.Provider.Accepts();
        var definition = new CampaignDefinition { Name = "lost", Steps = [new ContactStep { Channel = "voice", Timeout = Minutes(5) }],
            MaxConcurrent = 50 };
        harness.Run(definition, Many(6));
        harness.Advance(Minutes(1));
        harness.Run(definition, Others(6, "q"));
        harness.Advance(Minutes(4));
        Assert.Equal(ProviderState.CircuitOpen, harness.Status().State); // the outcomes of the first six are lost

        harness.Run(definition, One());
        harness.Advance(Seconds(10));
        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.Busy); // the probe's outcome arrives
        Assert.Equal(ProviderState.CircuitHalfOpen, harness.Status().State);
        harness.Advance(Minutes(1)); // the second six are lost too, but were sent before the break
        Assert.Equal(ProviderState.Available, harness.Status().State);
    }

    [Fact]
    public void Provider_that_loses_outcomes_is_proven_by_outcomes_alone()
    {
        using var harness = New(Quick);
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Timeout = Minutes(5) };
        harness.Run(new CampaignDefinition { Name = "lost", Steps = [step], MaxConcurrent = 3 }, Many(20));
        harness.Advance(Minutes(5));
        Assert.Equal(ProviderState.CircuitOpen, harness.Status().State);

        harness.Advance(Seconds(10));
        Assert.Equal((4, ProviderState.CircuitHalfOpen), (harness.Provider.Dispatches.Count, harness.Status().State));
        harness.Advance(Minutes(4)); // the probe was accepted, and no second probe is sent
        Assert.Equal(4, harness.Provider.Dispatches.Count);
        harness.Advance(Minutes(1)); // the probe's outcome is lost as well, so the pause doubles
        Assert.Equal((ProviderState.CircuitOpen, Nine + Minutes(10) + Seconds(30)), (harness.Status().State, harness.Status().AvailableAt));

        harness.Advance(Seconds(20));
        harness.Report(harness.Provider.Dispatches[4].Request.Attempt, AttemptOutcome.NoAnswer);
        harness.Advance(Seconds(1));
        Assert.True(harness.Provider.Dispatches.Count > 5);
    }

    [Fact]
    public void Outcomes_that_come_keep_lost_ones_from_adding_up()
    {
        using var harness = New(Quick);
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Timeout = Minutes(5) };
        harness.Run(new CampaignDefinition { Name = "half", Steps = [step], MaxConcurrent = 2 }, Many(20));
        for (var round = 0; round < 10; round++)
        {
            harness.Advance(Minutes(1));
            harness.Report(harness.Provider.Live.Last(), AttemptOutcome.Completed);
            harness.Advance(Minutes(4));
        }

        Assert.Equal(ProviderState.Available, harness.Status().State);
    }

    [Fact]
    public void Operator_forces_a_broken_provider_on_and_turns_a_sound_one_off()
    {
        using var harness = New(Quick);
        harness.Provider.Otherwise(_ => throw new InvalidOperationException());
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(50));
        Assert.Equal((3, ProviderState.CircuitOpen), (harness.Provider.Dispatches.Count, harness.Status().State));

        harness.Provider.Accepts();
        harness.Change(new ProviderSettings { Switch = ProviderSwitch.On });
        Assert.Equal((4, ProviderState.Available), (harness.Provider.Dispatches.Count, harness.Status().State));

        harness.Change(new ProviderSettings { Switch = ProviderSwitch.Off });
        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.Completed); // live attempts finish
        harness.Advance(Hours(1));
        Assert.Equal((4, ProviderState.Off), (harness.Provider.Dispatches.Count, harness.Status().State));
        Assert.Null(harness.Status().AvailableAt);
        Assert.Equal(1, harness.Statistics(campaign).Completed);

        harness.Change(null);
        Assert.Equal(5, harness.Provider.Dispatches.Count); // the breaker is on again: one probe
    }

    [Fact]
    public void Provider_that_is_forced_on_is_used_however_often_it_fails()
    {
        using var harness = New(Quick);
        harness.Change(new ProviderSettings { Switch = ProviderSwitch.On });
        harness.Provider.Otherwise(_ => throw new InvalidOperationException());
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(40));
        Assert.Equal(40, harness.Provider.Dispatches.Count);

        harness.Change(new ProviderSettings());
        Assert.Equal(ProviderState.Available, harness.Status().State); // attempts sent while the breaker was off were not counted
    }

    [Fact]
    public void Explain_tells_the_state_of_each_provider_and_when_the_next_one_is_probed()
    {
        using var harness = new CampaignHarness(options => options
            .AddProvider(
                "voice", new Answering(_ => throw new InvalidOperationException()),
                provider => (provider.Name, provider.CircuitBreaker) = ("one", Quick))
            .AddProvider("voice", new Answering(_ => new(DispatchResult.RetryAt(Nine + Minutes(9)))), provider => provider.Name = "two")
            .AddProvider("voice", new Answering(_ => new(Refused)), provider => provider.Name = "three"));
        harness.Do(operations => operations.ChangeProviderAsync("three", new ProviderSettings { Switch = ProviderSwitch.Off }));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(50));

        var explanation = harness.Do(client => client.ExplainAsync(campaign, "p00050"));
        var verdict = explanation.Verdicts.Single(verdict => verdict.Gate == "provider");
        Assert.Contains("one is CircuitOpen, two is Throttled, three is Off", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal((Nine + Seconds(10), Nine + Seconds(10)), (verdict.Until, explanation.Earliest));
        Assert.Equal(50 - 3, harness.Do(client => client.ExplainAsync(campaign))["provider"]);
    }

    private static CampaignHarness New(CircuitBreakerOptions breaker) => Harnesses.OfOne(provider => provider.CircuitBreaker = breaker);

    private static IEnumerable<double> SecondsOf(ScriptedProvider provider) =>
        provider.Dispatches.Select(dispatch => (dispatch.At - Nine).TotalSeconds);
}
