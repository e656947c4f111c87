using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Stores;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Growth;

/// <summary>
/// Measures live heap per do-not-contact entry, with a million phone numbers: of the engine on a SQLite file, and of engine and in-memory
/// store.
/// </summary>
internal static class SuppressionScenario
{
    private const int Entries = 1_000_000;
    private const int Batch = 10_000;

    public static async Task<IReadOnlyList<Sample>> RunAsync()
    {
        using var files = new StoreFiles();
        using var first = new SqliteJobStore(files.Next(), options => options.SyncsToDisk = false);
        using var empty = new SqliteJobStore(files.Next(), options => options.SyncsToDisk = false);
        using var full = new SqliteJobStore(files.Next(), options => options.SyncsToDisk = false);
        await FillAsync(full);
        var memory = new MemoryJobStore();
        // Each engine lives to the end, so that memory one engine frees late does not count for the next.
        await using var warm = await StartAsync(first);
        var heap = GrowthBenchmark.LiveHeap();
        await using var nobody = await StartAsync(empty);
        var bare = GrowthBenchmark.LiveHeap();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await using var everybody = await StartAsync(full);
        var opened = watch.Elapsed;
        var onFile = GrowthBenchmark.LiveHeap();
        await FillAsync(memory);
        await using var inMemory = await StartAsync(memory);
        var all = GrowthBenchmark.LiveHeap();
        watch.Restart();
        await nobody.Operations.ImportSuppressionsAsync("default", NumbersAsync());
        var imported = watch.Elapsed;
        return
        [
            new("open", opened.TotalSeconds, "s"),
            new("import_per_second", Entries / imported.TotalSeconds, "1/s"),
            new("bytes_per_entry", (onFile - bare - (bare - heap)) / (double)Entries, "B"),
            new("bytes_per_entry_with_the_store_in_memory", (all - onFile - (bare - heap)) / (double)Entries, "B"),
        ];
    }

    private static async Task<CampaignEngine> StartAsync(IJobStore store)
    {
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Completed(AttemptOutcome.Completed)));
        var engine = new CampaignEngine(options);
        await engine.StartAsync();
        await engine.Operations.ListProvidersAsync(); // waits until the engine has processed the data it has read
        return engine;
    }

    private static async IAsyncEnumerable<Suppression> NumbersAsync()
    {
        for (var i = 0; i < Entries; i++)
        {
            yield return Suppression.OfAddress("default", $"+{15_550_000_000 + i}", Channels.Voice);
        }

        await Task.CompletedTask;
    }

    private static async Task FillAsync(IJobStore store)
    {
        var snapshot = await store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        var batch = new CommitBatch();
        for (var first = 0; first < Entries; first += Batch)
        {
            batch.Clear();
            batch.Seal(snapshot.Epoch, DateTimeOffset.UtcNow);
            for (var i = first; i < first + Batch; i++)
            {
                var number = $"+{15_550_000_000 + i}";
                batch.Write(new SuppressionRow(
                    "default", SuppressionRow.HashOf(snapshot.SuppressionKey, "default", number), false, null, number, null,
                    SuppressionReason.Imported));
            }

            await store.CommitAsync(batch, CancellationToken.None);
        }
    }
}
