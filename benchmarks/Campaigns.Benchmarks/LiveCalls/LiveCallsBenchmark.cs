using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Stores;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>
/// Measures 10,000 simultaneous live calls on the in-memory store or, with --db, on a file. Each figure is the median of the runs.
/// </summary>
internal static class LiveCallsBenchmark
{
    private const string OnMemory = "live-calls";
    private const string OnFile = "live-calls-sqlite";

    public static async Task<int> RunAsync(string[] args)
    {
        var onFile = args.Contains("--db");
        var name = onFile ? OnFile : OnMemory;
        if (await RunOptions.ReadAsync([.. args.Where(arg => arg != "--db")], [name]) is not { } options)
        {
            return 2;
        }

        var runs = new List<IReadOnlyList<Sample>>();
        for (var run = 1; run <= options.Runs; run++)
        {
            EngineBenchmark.CollectGarbage();
            var samples = onFile ? await OnFileAsync(options) : await LiveCallsScenario.RunAsync(new MemoryJobStore(), options);
            Figures.Tell(name, run, samples);
            runs.Add(samples);
        }

        new Figures().AddMedians(name, runs);
        return 0;
    }

    private static async Task<IReadOnlyList<Sample>> OnFileAsync(RunOptions options)
    {
        using var files = new StoreFiles();
        using var store = new SqliteJobStore(files.Next());
        return await LiveCallsScenario.RunAsync(store, options);
    }
}
