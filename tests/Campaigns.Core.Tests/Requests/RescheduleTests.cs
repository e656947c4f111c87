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
