using static Campaigns.Tests.CallerIds.CallerIdRun;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.CallerIds;

/// <summary>Numbers that a provider refuses.</summary>
public class CallerIdRefusalTests
{
    [Fact]
    public void Refused_number_spends_no_attempt_and_another_one_is_tried_at_once()
    {
        using var run = new CallerIdRun(Numbers(First, Second));
        run.Harness.Provider.Then(_ => DispatchResult.CallerIdRefused("not verified"));
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.None), One());

        var contact = run.Harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Completed, 1), (contact.State, contact.Attempts));
        Assert.Equal(
            [(First, AttemptOutcome.NotPlaced, "not verified"), (Second, AttemptOutcome.Completed, null)],
            contact.Timeline.Select(attempt => (attempt.CallerId!, attempt.Outcome, attempt.Note)));
        Assert.Equal((ProviderState.CircuitOpen, 1L, Nine.AddMinutes(1)), (run[First].State, run[First].Failures, run[First].AvailableAt));
        var provider = run.Harness.Do(operations => operations.ListProvidersAsync())[0];
        Assert.Equal((ProviderState.Available, 0L), (provider.State, provider.Failures));
    }

    [Fact]
    public void Pause_of_a_refused_number_grows_until_the_provider_accepts_it()
    {
        using var run = new CallerIdRun(Numbers(First));
        run.Harness.Provider.Then(_ => DispatchResult.CallerIdRefused("a")).Then(_ => DispatchResult.CallerIdRefused("b"));
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(Nine.AddMinutes(1), run.Harness.Do(client => client.ExplainAsync(campaign, "ann")).Earliest);

        run.Harness.Advance(Minutes(10));

        Assert.Equal(
            [Nine, Nine.AddMinutes(1), Nine.AddMinutes(3)], run.Harness.Provider.Dispatches.Select(dispatch => dispatch.At));
        Assert.Equal(1, run.Harness.Statistics(campaign).Completed);
        Assert.Equal(ProviderState.Available, run[First].State);
    }

    [Fact]
    public void Change_by_hand_ends_the_pause()
    {
        using var run = new CallerIdRun(Numbers(First));
        run.Harness.Provider.Then(_ => DispatchResult.CallerIdRefused("blocked"));
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(0, run.Harness.Statistics(campaign).Completed);

        run.Change(First, new CallerIdSettings { Switch = ProviderSwitch.On });

        Assert.Equal(1, run.Harness.Statistics(campaign).Completed);
        Assert.Equal(Nine, run.Harness.Provider.Dispatches[^1].At);
    }

    [Fact]
    public void Contact_refused_with_many_numbers_pauses_and_its_step_does_not_fail()
    {
        using var run = new CallerIdRun(
            Numbers([.. Enumerable.Range(100, 40).Select(number => $"+15550{number}")]), options => options.MaxRefusals = 2);
        run.Harness.Provider.Otherwise(_ => DispatchResult.CallerIdRefused("blocked"));
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(4, run.Used.Count()); // three more at once, then with pauses
        Assert.Equal(4, run.Used.Distinct().Count());

        run.Harness.Advance(Seconds(3)); // 1 s, 2 s
        Assert.Equal(6, run.Used.Count());
        Assert.Equal(JobState.Waiting, run.Harness.Contact(campaign, "ann").State);
    }
}
