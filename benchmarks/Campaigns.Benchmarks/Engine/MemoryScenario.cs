namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Live heap a contact of a running campaign, with everything the engine and the in-memory store keep for it, the index of duplicates
/// and the contact itself: when it was never tried, and when it waits for its second try (with the record of the first).
/// </summary>
internal static class MemoryScenario
{
    private const int Contacts = 1_000_000;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var provider = new ActingProvider(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var settings = new CampaignsOptions { Store = new MemoryJobStore() };
        settings.AddProvider(Channels.Voice, provider, voice => voice.MaxDispatching = SteadyLoad.MaxDispatching);
        await using var engine = new CampaignEngine(settings);
        await engine.StartAsync();
        var client = engine.Client;
        await engine.Operations.HoldTenantAsync("default");
        var campaign = await client.CreateAsync(new CampaignDefinition
        {
            Name = "Memory",
            Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(2, TimeSpan.FromDays(1)))],
            MaxConcurrent = 1_000_000,
            KeepOpen = true,
        });
        await client.StartAsync(campaign);
        var empty = LiveHeap();
        await client.AddContactsAsync(campaign, People.Take(0, Contacts, People.Zones));
        var pending = LiveHeap();

        await engine.Operations.ReleaseTenantAsync("default");
        while ((await client.GetStatisticsAsync(campaign)).WaitingForRetry < Contacts)
        {
            await Task.Delay(50);
        }

        var waiting = LiveHeap();
        return
        [
            new("bytes_per_pending_contact", (pending - empty) / (double)Contacts, "B"),
            new("bytes_per_contact_in_retry", (waiting - empty) / (double)Contacts, "B"),
        ];
    }

    private static long LiveHeap()
    {
        EngineBenchmark.CollectGarbage();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
