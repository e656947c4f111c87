using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Stores;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Growth;

/// <summary>Live heap a do-not-contact entry, a phone number, of a million: of the engine on a SQLite file, and of engine and store in memory.</summary>
internal static class SuppressionScenario
{
    private const int Entries = 1_000_000;
    private const int Batch = 10_000;

    public static async Task<IReadOnlyList<Sample>> RunAsync()
    {
        using var files = new StoreFiles();
        using var empty = new SqliteJobStore(files.Next(), options => options.SyncsToDisk = false);
        using var full = new SqliteJobStore(files.Next(), options => options.SyncsToDisk = false);
        var onFile = await MeasureAsync(full) - await MeasureAsync(empty);
        var inMemory = await MeasureAsync(new MemoryJobStore());
        return [new("bytes_per_entry", onFile / Entries, "B"), new("bytes_per_entry_with_the_store_in_memory", inMemory / Entries, "B")];

        async Task<double> MeasureAsync(IJobStore store)
        {
            var before = GrowthBenchmark.LiveHeap();
            if (store != empty)
            {
                await FillAsync(store);
            }

            var options = new CampaignsOptions { Store = store };
            options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Completed(Outcome.Completed)));
            await using var engine = new CampaignEngine(options);
            await engine.StartAsync();
            return GrowthBenchmark.LiveHeap() - before;
        }
    }

    private static async Task FillAsync(IJobStore store)
    {
        var snapshot = await store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        var batch = new CommitBatch();
        for (var first = 0; first < Entries; first += Batch)
        {
            batch.Clear();
            (batch.Epoch, batch.Now) = (snapshot.Epoch, DateTimeOffset.UtcNow);
            batch.SuppressionList.AddRange(Enumerable.Range(first, Batch).Select(i => new SuppressionRow(Suppression.OfAddress("default", $"+{15_550_000_000 + i}"), true)));
            await store.CommitAsync(batch, CancellationToken.None);
        }
    }
}
