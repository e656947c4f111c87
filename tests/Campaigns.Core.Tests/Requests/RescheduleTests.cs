using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>Rescheduling a contact to an instant, in any state of the contact.</summary>
public class RescheduleTests
{
    [Fact]
    public void Call_me_at_five_of_a_live_contact_outlives_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(8)));
        harness.Restart();
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer);
        harness.Advance(Hours(9));

        Assert.Equal(Nine + Hours(8), harness.Provider.Dispatches[1].At);
    }

    [Fact]
    public void Call_me_at_five_is_kept_when_the_live_attempt_is_not_placed()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        var provider = new Answering(
            request => request.Attempt.Number == 1 ? new(answer.Task) : new(DispatchResult.Completed(AttemptOutcome.Completed)));
        using var harness = new CampaignHarness(options => options.AddProvider("voice", provider));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(8)));
        answer.SetResult(DispatchResult.NotPlaced("down"));
        harness.Advance(Hours(1));

        Assert.Equal(1, provider.Calls);
        Assert.Equal(Nine + Hours(8), harness.Contact(campaign, "ann").NextDue);
    }

    [Fact]
    public void Contact_enrolled_with_a_start_time_is_called_then_and_not_before_also_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.Fixed(3, Seconds(10)))));
        var report = harness.Do(client => client.AddContactsAsync(campaign, [One()], Nine + Hours(8)));
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Hours(4));
        harness.Restart();
        harness.Advance(Hours(4) - Seconds(1));
        var waiting = harness.Contact(campaign, "ann");
        harness.Advance(Minutes(1));

        Assert.Equal(1, report.Added);
        Assert.Equal((JobState.Waiting, Nine + Hours(8)), (waiting.State, waiting.NextDue));
        Assert.Equal([Nine + Hours(8), Nine + Hours(8) + Seconds(10)], harness.Provider.Dispatches.Select(dispatch => dispatch.At));
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Start_time_at_which_the_window_is_closed_waits_for_the_window()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed);
        var definition = Calls(StepRetryPolicy.None) with { Window = ContactWindow.Daily(new(9, 0), new(17, 0)) };
        var campaign = harness.Do(client => client.CreateAsync(definition));
        harness.Do(client => client.AddContactsAsync(campaign, [One()], Nine + Hours(12)));
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Hours(30));

        Assert.Equal(Nine + Hours(24), harness.Provider.Dispatches.Single().At);
    }

    [Fact]
    public void Start_time_in_the_past_means_now()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed);
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, [One()], Nine - Hours(8)));
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Seconds(1));

        Assert.Equal(Nine, harness.Provider.Dispatches.Single().At);
    }

    [Fact]
    public void Contact_with_a_start_time_that_runs_elsewhere_is_refused_instead_of_queued_without_the_time()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var exclusive = Calls(StepRetryPolicy.None) with
        {
            Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.QueueAfter },
        };
        harness.Run(exclusive, One());
        var second = harness.Do(client => client.CreateAsync(exclusive));
        var report = harness.Do(client => client.AddContactsAsync(second, [One()], Nine + Hours(8)));

        Assert.Equal((0, 1, 0), (report.Added, report.Running, report.Queued));
    }

    [Fact]
    public void Contact_rescheduled_twice_to_one_instant_is_set_aside_once()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer);
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Hours(5))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(2)));
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(2)));
        harness.Advance(Hours(3));

        Assert.Equal(1, harness.Do(client => client.ExplainAsync(campaign))["frequency"]);
    }
}
