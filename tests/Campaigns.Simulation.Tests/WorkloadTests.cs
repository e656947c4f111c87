namespace Campaigns.Tests;

/// <summary>Users can simulate their own campaigns.</summary>
public class WorkloadTests
{
    [Fact]
    public void Campaigns_of_ones_own_run_under_all_faults_and_end()
    {
        var workload = new SimulationWorkload
        {
            Campaigns =
            [
                new SimulatedCampaign(
                    new CampaignDefinition { Name = "Mine", MaxConcurrent = 3,
                        Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromMinutes(1)))] },
                    [.. Enumerable.Range(1, 40).Select(number => new Contact($"c{number}", $"+1555{1_000_000 + number}"))]),
            ],
            Outcomes = new Dictionary<AttemptOutcome, int> { [AttemptOutcome.Completed] = 1, [AttemptOutcome.Busy] = 1 },
        };
        long attempts = 0;
        for (var seed = 1; seed <= 10; seed++)
        {
            attempts += Simulator.Run(new SimulationOptions { Seed = seed, Workload = workload, Faults = SimulationFaults.Everything })
                .ThrowIfViolated().Attempts;
        }

        Assert.InRange(attempts, 200, int.MaxValue);
    }

    [Fact]
    public void A_campaign_with_problems_is_told_as_such()
    {
        var workload = new SimulationWorkload { Campaigns = [new SimulatedCampaign(new CampaignDefinition { Name = "", Steps = [] }, [])] };

        var failure = Assert.Throws<CampaignException>(() => Simulator.Run(new SimulationOptions { Workload = workload }));
        Assert.Equal(CampaignError.Invalid, failure.Error);
    }
}
