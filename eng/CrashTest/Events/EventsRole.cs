using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>The process that the test kills: an engine that takes events in batches, some of them again.</summary>
internal static class EventsRole
{
    public const string Name = "events";
    private const int MostPerBatch = 2_000;
    private const int MostRepeated = 50;

    /// <summary>
    /// Runs a node. Arguments: place of the store, the first event that was not acknowledged, the number of events, seed.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Child.EndWithParent();
        var (next, count) = (int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
        var random = new Random(int.Parse(args[3], CultureInfo.InvariantCulture) ^ next);
        using var opened = StorePlace.Open(args[0]);
        var options = new CampaignsOptions { Store = opened.Store, StoreTimeout = TimeSpan.FromMinutes(10) };
        options.AddProvider(Channels.Voice, new NoProvider());
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        await engine.Operations.HoldAllAsync(); // nobody is called during the test
        var campaign = await engine.Client.CreateAsync(TestEvents.Definition);
        if ((await engine.Client.GetStatisticsAsync(campaign)).State == CampaignState.Draft)
        {
            await engine.Client.StartAsync(campaign);
        }

        await engine.Operations.SetTriggerAsync(TestEvents.Trigger);
        Console.WriteLine(NodeRole.Running);
        while (next < count)
        {
            next = await IngestAsync(engine.Reports, next, count, random);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"taken {next}"));
        }

        return 0;
    }

    /// <summary>Sends some acknowledged events again, and then new ones.</summary>
    private static async Task<int> IngestAsync(ICampaignReports reports, int next, int count, Random random)
    {
        var last = Math.Min(count, next + random.Next(1, MostPerBatch));
        var repeated = Enumerable.Range(0, next == 0 ? 0 : random.Next(MostRepeated)).Select(_ => random.Next(next)).ToList();
        var receipts = await reports.IngestAsync([.. repeated.Concat(Enumerable.Range(next, last - next)).Select(TestEvents.Of)]);
        for (var i = 0; i < repeated.Count; i++)
        {
            if (receipts[i].Result != IngestResult.Duplicate)
            {
                Console.WriteLine($"violation: event {repeated[i]} was acknowledged before, and is now {receipts[i].Result}");
            }
        }

        return last;
    }

    /// <summary>Everything is held during the test.</summary>
    private sealed class NoProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Everything is held in this test.");
    }
}
