namespace Campaigns.Tests;

/// <summary>An acknowledged reply prevents all later steps, whichever engine step it arrives between.</summary>
public class ReplyBoundaryTests
{
    private static readonly string[] Kinds = ["channel", "committed", "event", "new", "reply", "sent", "task", "time", "turn"];

    /// <summary>
    /// All kinds of waits: a group of two channels with one unavailable at first, a delay, an event, a task, and monitoring.
    /// </summary>
    private static readonly SimulationWorkload Workload = new()
    {
        LongestCall = TimeSpan.FromMinutes(1),
        Campaigns =
        [
            new SimulatedCampaign(
                new CampaignDefinition
                {
                    Name = "Drip",
                    MaxConcurrent = 1,
                    Steps =
                    [
                        CampaignStep.Message(Channels.LinkedIn, "invitation"),
                        CampaignStep.Message(Channels.Email, "hello") with { Retry = StepRetryPolicy.Fixed(2, TimeSpan.FromMinutes(5)) },
                        CampaignStep.Wait(TimeSpan.FromHours(3)),
                        CampaignStep.Message(Channels.Email, "follow-up"),
                        CampaignStep.Wait(TimeSpan.FromHours(1)),
                        CampaignStep.WaitFor("opened", TimeSpan.FromHours(2)),
                        CampaignStep.Message(Channels.Sms, "by hand") with { OnNoAddress = UnavailablePolicy.Task(TimeSpan.FromHours(3)) },
                        CampaignStep.Wait(TimeSpan.FromHours(1)),
                        CampaignStep.Message(Channels.Email, "final"),
                    ],
                    Exit = new ExitRules { After = TimeSpan.FromHours(16) },
                },
                [Person("ann"), Person("bob")]),
        ],
        Outcomes = new Dictionary<AttemptOutcome, int> { [AttemptOutcome.Completed] = 2, [AttemptOutcome.NoAnswer] = 1 },
    };

    [Fact]
    public void Reply_acknowledged_at_any_boundary_between_two_steps_prevents_every_send_that_follows()
    {
        var hits = new Dictionary<string, int>();
        var steps = 0;
        for (var ended = 1; ended > 0; steps++)
        {
            var report = Simulator.Run(new SimulationOptions
            {
                Seed = 1 + (steps % 7),
                RepliesAfter = steps + 1,
                Workload = Workload,
                Faults = SimulationFaults.None,
                Disturbances = 0,
            }).ThrowIfViolated();
            foreach (var (kind, count) in report.Replies)
            {
                hits[kind] = hits.GetValueOrDefault(kind) + count;
            }

            ended = report.Replies.Values.Sum();
        }

        Assert.InRange(steps, 200, int.MaxValue);
        Assert.Equal(Kinds, hits.Keys.Order());
    }

    private static Contact Person(string key) => new(
        key, addresses: new Dictionary<string, string> { [Channels.Email] = $"{key}@example.com", [Channels.LinkedIn] = $"in/{key}" });
}
