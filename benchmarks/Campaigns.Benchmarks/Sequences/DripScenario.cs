using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Sequences;

/// <summary>
/// Measures 100,000 contacts in six contact steps on two channels, with four delays between the steps and exit rules. Each contact is in
/// one drip of its tenant at a time. It runs on the in-memory store with all limits on. It counts sent and recorded contact steps, without
/// the enrollment. Rounds run until the time is up, each in a fresh engine. The first round does not count.
/// </summary>
internal static class DripScenario
{
    public const int Contacts = 100_000;
    public const string Metric = "steps_per_second";
    private const int ContactSteps = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    private static readonly IReadOnlyList<CampaignStep> Steps =
    [
        CampaignStep.Message(Channels.LinkedIn, "Hi"),
        CampaignStep.Message(Channels.Email, "Hello", "A role for you"),
        CampaignStep.Wait(Pause),
        CampaignStep.Message(Channels.Email, "A question", "Re: A role for you"),
        CampaignStep.Wait(Pause),
        CampaignStep.Message(Channels.LinkedIn, "Another"),
        CampaignStep.Wait(Pause),
        CampaignStep.Message(Channels.Email, "Again", "Re: A role for you"),
        CampaignStep.Wait(Pause),
        CampaignStep.Message(Channels.Email, "The last", "Re: A role for you"),
    ];

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await RoundAsync(); // the first round pays for compiling and recompiling
        var (steps, time, processor) = (0L, TimeSpan.Zero, TimeSpan.Zero);
        while (time < TimeSpan.FromSeconds(options.Seconds))
        {
            EngineBenchmark.CollectGarbage();
            var (took, used) = await RoundAsync();
            steps += ContactSteps * Contacts;
            time += took;
            processor += used;
        }

        return [new(Metric, steps / time.TotalSeconds, "1/s"), new("cpu_per_step", processor.TotalMicroseconds / steps, "us")];
    }

    private static async Task<(TimeSpan Took, TimeSpan Processor)> RoundAsync()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore() };
        Limits.Apply(options);
        foreach (var channel in new[] { Channels.Email, Channels.LinkedIn })
        {
            options.AddProvider(channel, Drips.Sender, settings => settings.MaxDispatching = SteadyLoad.MaxDispatching);
        }

        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        await Limits.ApplyAsync(engine, SteadyLoad.Tenants);
        await engine.Operations.HoldAllAsync();
        var campaigns = await EnrollAsync(engine.Client);

        var processor = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        await engine.Operations.ReleaseAllAsync();
        await DoneAsync(engine.Client, campaigns, began);
        return (Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - processor);
    }

    private static async Task<List<CampaignId>> EnrollAsync(ICampaignClient client)
    {
        var campaigns = new List<CampaignId>();
        for (var i = 0; i < SteadyLoad.CampaignCount; i++)
        {
            var campaign = await client.CreateAsync(Limits.Apply(new CampaignDefinition
            {
                Name = $"Drip {i}",
                Tenant = SteadyLoad.Tenants[i % SteadyLoad.Tenants.Count],
                Steps = Steps,
                Exit = new ExitRules(),
            }));
            const int Share = Contacts / SteadyLoad.CampaignCount;
            var report = await client.AddContactsAsync(campaign, Drips.People(i * Share, Share, Channels.Email, Channels.LinkedIn));
            Drips.Require(report.Added == Share, $"{report.Added} of {Share} contacts were enrolled");
            await client.StartAsync(campaign);
            campaigns.Add(campaign);
        }

        return campaigns;
    }

    /// <summary>Waits until every step of every contact is recorded, and all contacts are monitored for a reply.</summary>
    private static async Task DoneAsync(ICampaignClient client, IReadOnlyList<CampaignId> campaigns, long began)
    {
        foreach (var campaign in campaigns)
        {
            while ((await client.GetStatisticsAsync(campaign)).Waiting.GetValueOrDefault(WaitingFor.Reply) < Contacts / campaigns.Count)
            {
                Drips.Require(Stopwatch.GetElapsedTime(began) < AtMost, "the drips did not come to their end");
                await Task.Delay(5);
            }

            var sent = (await client.GetStatisticsAsync(campaign)).Outcomes.GetValueOrDefault(AttemptOutcome.Completed);
            Drips.Require(sent == ContactSteps * Contacts / campaigns.Count, $"{sent} steps were sent");
        }
    }
}
