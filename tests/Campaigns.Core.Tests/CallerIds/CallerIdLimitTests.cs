using static Campaigns.Tests.CallerIds.CallerIdRun;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.CallerIds;

/// <summary>The limits of caller ids.</summary>
public class CallerIdLimitTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 6, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Contact_waits_until_a_number_is_free_and_the_explanation_names_the_numbers_masked()
    {
        using var run = new CallerIdRun([new CallerId(First) { MaxConcurrent = 1 }, new CallerId(Second) { MaxConcurrent = 2 }]);
        run.Harness.Provider.Accepts();
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.None), Many(4));
        Assert.Equal([First, Second, Second], run.Used);
        Assert.Equal((ProviderState.AtCapacity, 2), (run[Second].State, run[Second].Live));

        var closed = Assert.Single(
            run.Harness.Do(client => client.ExplainAsync(campaign, "p00004")).Verdicts, verdict => !verdict.IsOpen);
        Assert.Equal(
            ("provider", "no provider of the channel can take an attempt: "
                + "voice-1 is NoCallerId (…0100 is AtCapacity, …0101 is AtCapacity)", (DateTimeOffset?)null),
            (closed.Gate, closed.Reason!, closed.Until));

        run.Harness.Report(run.Harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal([First, Second, Second, First], run.Used);
    }

    [Fact]
    public void Live_attempts_hold_their_numbers_after_a_restart()
    {
        using var run = new CallerIdRun([new CallerId(First) { MaxConcurrent = 1 }]);
        run.Harness.Provider.Accepts();
        run.Harness.Run(Calls(StepRetryPolicy.None), Many(2));
        run.Harness.Restart();
        run.Harness.Settle();
        Assert.Single(run.Used);

        run.Harness.Report(run.Harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal(2, run.Used.Count());
    }

    [Fact]
    public void Quota_a_day_holds_over_restarts_and_opens_at_midnight()
    {
        using var run = new CallerIdRun(
        [
            new CallerId(First) { Quotas = [new Quota(1, QuotaPeriod.Day)] },
            new CallerId(Second) { Quotas = [new Quota(2, QuotaPeriod.Day)] },
        ]);
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.None), Many(2));
        run.Harness.Restart();
        var later = run.Harness.Run(Calls(StepRetryPolicy.None, name: "later"), Many(3, "q"));
        Assert.Equal([First, Second, Second], run.Used);
        Assert.Equal((ProviderState.QuotaExhausted, Midnight, 1), (run[First].State, run[First].AvailableAt!.Value, run[First].SentToday));
        Assert.Equal(Midnight, run.Harness.Do(client => client.ExplainAsync(later, "q00002")).Earliest);

        run.Harness.AdvanceTo(Midnight);
        Assert.Equal([First, Second, Second, First, Second], run.Used);
        Assert.Equal(CampaignState.Completed, run.Harness.Statistics(campaign).State);
    }

    [Fact]
    public void Next_provider_takes_over_while_no_number_has_room()
    {
        var second = new ScriptedProvider(TimeProvider.System);
        using var run = new CallerIdRun(
            [new CallerId(First) { MaxConcurrent = 1 }],
            options => options.AddProvider(Channels.Voice, second, use => use.Name = "second"));
        run.Harness.Provider.Accepts();
        run.Harness.Run(Calls(StepRetryPolicy.None), Many(3));
        Assert.Equal([First], run.Used);
        Assert.Equal([null, null], second.Dispatches.Select(dispatch => dispatch.Request.CallerId));
    }

    [Fact]
    public void Number_that_is_turned_off_is_not_used_until_it_is_reset_even_after_a_restart()
    {
        using var run = new CallerIdRun(Numbers(First, Second));
        run.TurnOff("+1 555-0100");
        run.Harness.Restart();
        run.Harness.Run(Calls(StepRetryPolicy.None), Many(2));
        Assert.Equal([Second, Second], run.Used);
        Assert.Equal(ProviderState.Off, run[First].State);

        run.Harness.Do(operations => operations.ResetCallerIdAsync("voice-1", First));
        run.Harness.Run(Calls(StepRetryPolicy.None, name: "later"), Many(1, "q"));
        Assert.Equal([Second, Second, First], run.Used);
    }

    [Fact]
    public void Bad_pools_and_unknown_numbers_are_refused_with_masked_numbers()
    {
        var error = Assert.Throws<CampaignException>(() => new CallerIdRun(
            [new CallerId("5550100"), new CallerId(First), new CallerId("+1 555 0100"), new CallerId(Second) { MaxConcurrent = 0 }]));
        Assert.Contains("Providers[voice-1].CallerIds[0].Number is …0100: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Providers[voice-1].CallerIds[2].Number is …0100: list each number once.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Providers[voice-1].CallerIds[3].MaxConcurrent is 0: use 1 or more.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("5550100", error.Message, StringComparison.Ordinal);

        using var run = new CallerIdRun(Numbers(First));
        var unknown = Assert.Throws<CampaignException>(() => run.TurnOff(Second));
        Assert.Equal("There is no caller id …0101 of provider voice-1.", unknown.Message);
        var invalid = Assert.Throws<CampaignException>(() => run.Change(First, new CallerIdSettings { MaxConcurrent = 0 }));
        Assert.Contains("MaxConcurrent is 0: use 1 or more.", invalid.Message, StringComparison.Ordinal);
        Assert.Equal("caller id …0100", new CallerId(First).ToString());
    }
}
