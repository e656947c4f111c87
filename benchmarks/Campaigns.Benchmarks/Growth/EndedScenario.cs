using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Stores;
using Campaigns.Engine;
using Campaigns.Sqlite;

namespace Campaigns.Benchmarks.Growth;

/// <summary>
/// Measures live heap and working set while campaigns of one contact each are created, run and end on a SQLite file. None are purged. The
/// scenario measures at a tenth of the campaigns, at half and at the end, then the cost of listing all campaigns and of a restart.
/// </summary>
internal static class EndedScenario
{
    private const int AtOnce = 100;
    private const double Mebibyte = 1 << 20;

    public static async Task<IReadOnlyList<Sample>> RunAsync(int campaigns)
    {
        using var files = new StoreFiles();
        using var store = new SqliteJobStore(files.Next(), options => options.SyncsToDisk = false);
        var samples = new List<Sample>();
        var ended = 0;
        await using (var engine = await StartAsync(store))
        {
            foreach (var share in new[] { campaigns / 10, campaigns / 2, campaigns })
            {
                for (; ended < share; ended += AtOnce)
                {
                    await Task.WhenAll(Enumerable.Range(ended, AtOnce).Select(number => RunOneAsync(engine.Client, number)));
                }

                await AddAsync(samples, engine.Client, share);
            }

            var began = Stopwatch.GetTimestamp();
            var listed = await CampaignPages.ReadAllAsync(after => engine.Client.ListAsync(after: after, limit: 1_000)).ToListAsync();
            samples.Add(new("list_ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds, "ms"));
            var completed = listed.Count(campaign => campaign is { State: CampaignState.Completed, Completed: 1 });
            samples.Add(
                new("completed", completed == ended ? completed : throw new InvalidOperationException(
                    $"{completed} of {ended} have completed"), ""));
        }

        var start = Stopwatch.GetTimestamp();
        await using var again = await StartAsync(store);
        samples.Add(new("start_again_ms", Stopwatch.GetElapsedTime(start).TotalMilliseconds, "ms"));
        samples.Add(new("heap_mib_started_again", GrowthBenchmark.LiveHeap() / Mebibyte, "MiB"));
        return samples;
    }

    private static async Task RunOneAsync(ICampaignClient client, int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        var id = await client.CreateAsync(
            new CampaignDefinition { Name = $"candidate {name}", Key = name, Steps = [CampaignStep.Call(StepRetryPolicy.None)] });
        await client.AddContactsAsync(id, [new Contact("candidate", $"+{15_550_000_000 + number}")]);
        await client.StartAsync(id);
    }

    private static async Task AddAsync(List<Sample> samples, ICampaignClient client, int ended)
    {
        var inMemory = int.MaxValue;
        for (var tries = 0; tries < 1_000 && inMemory > 0; tries++)
        {
            inMemory = await ((CampaignClient)client).AskAsync(scheduler => scheduler.View.Campaigns, CancellationToken.None);
            await Task.Delay(10);
        }

        var heap = GrowthBenchmark.LiveHeap() / Mebibyte;
        using var process = Process.GetCurrentProcess();
        samples.Add(new($"campaigns_in_memory_at_{ended}", inMemory, ""));
        samples.Add(new($"heap_mib_at_{ended}", heap, "MiB"));
        samples.Add(new($"working_set_mib_at_{ended}", process.WorkingSet64 / Mebibyte, "MiB"));
    }

    private static async Task<CampaignEngine> StartAsync(SqliteJobStore store)
    {
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Completed(AttemptOutcome.Completed)));
        var engine = new CampaignEngine(options);
        await engine.StartAsync();
        return engine;
    }
}
