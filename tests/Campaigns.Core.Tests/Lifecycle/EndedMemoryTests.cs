using Campaigns.Engine;
using Campaigns.Scheduling;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Lifecycle;

/// <summary>A campaign that has ended leaves nothing in memory.</summary>
public class EndedMemoryTests
{
    [Fact]
    public void Campaign_that_is_canceled_in_the_step_that_started_it_leaves_no_jobs_in_memory()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, Many(1_000)));
        harness.Do(async client =>
        {
            var start = client.StartAsync(campaign);
            var cancel = client.CancelAsync(campaign);
            await start;
            await cancel;
        });
        harness.Advance(Hours(1));

        Assert.Equal(0, harness.JobsInMemory());
    }

    [Fact]
    public void Ended_campaigns_leave_no_queues_behind()
    {
        using var harness = new CampaignHarness(options => options.Strategy = CampaignStrategies.Deadline);
        for (var i = 1; i <= 100; i++)
        {
            harness.Run(Calls(StepRetryPolicy.None) with { Expiry = Nine + Hours(i) }, One());
        }

        Assert.InRange(Ask(harness, scheduler => scheduler.State.Tenant("default").Queues.Count), 0, 5);
    }

    private static T Ask<T>(CampaignHarness harness, Func<Scheduler, T> body) =>
        harness.Do((ICampaignClient client) => ((CampaignClient)client).AskAsync(body, CancellationToken.None));
}
