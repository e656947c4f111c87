namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures live heap per contact of a running campaign, for a contact never tried and for one that waits for its second try (with the
/// record of the first). The heap includes all data of the engine and the in-memory store, the duplicate index and the contact itself.
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
