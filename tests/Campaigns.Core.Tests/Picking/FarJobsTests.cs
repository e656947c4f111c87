using static Campaigns.Tests.People;

namespace Campaigns.Tests.Picking;

/// <summary>Jobs that wait for a long time stay in the memory store, which returns them in order of due time.</summary>
public class FarJobsTests
{
    [Fact]
    public void Contacts_that_are_due_soon_stay_in_memory_however_many()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(9)), maxConcurrent: 1_000), Many(2_000));

        Assert.Equal(2_000, harness.JobsInMemory());
        harness.Advance(Minutes(9));
        Assert.Equal((4_000, 2_000), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).Failed));
    }

    [Fact]
    public void Contacts_that_wait_for_days_are_not_in_the_scheduler_s_memory_and_each_goes_on_at_its_time()
    {
        const int Count = 3_000;
        using var harness = new CampaignHarness();
        var calls = Calls(
            StepRetryPolicy.None,
            maxConcurrent: 1_000) with { Steps = [CampaignStep.Call(), CampaignStep.Wait(Hours(48)), CampaignStep.Call()] };
        var campaign = harness.Run(calls, Many(Count));

        Assert.Equal(Count, harness.Statistics(campaign).WaitingForRetry);
        Assert.InRange(harness.JobsInMemory(), 1, 1_024);
        foreach (var number in new[] { 1, 300, 700, 2_999 })
        {
            harness.Do(client => client.RescheduleContactAsync(campaign, $"p{number:D5}", Nine + Minutes(number)));
        }

        harness.Advance(Minutes(2_879));
        Assert.Equal(
            [("p00001", Nine + Minutes(1)), ("p00300", Nine + Minutes(300)), ("p00700", Nine + Minutes(700))],
            harness.Provider.Dispatches.Skip(Count).Select(sent => (sent.Request.Contact.Key, sent.At)));
        harness.Restart();
        harness.Advance(Minutes(1));
        Assert.Equal((2 * Count) - 1, harness.Provider.Dispatches.Count);
        harness.Advance(Hours(3));

        Assert.Equal(2 * Count, harness.Provider.Dispatches.Count);
        Assert.Equal(Count, harness.Statistics(campaign).Completed);
    }
}
