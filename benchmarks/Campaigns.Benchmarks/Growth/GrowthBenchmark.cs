using System.Globalization;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Growth;

/// <summary>Measures whether memory and startup scale with active work, and not with ended, blocked or unrelated work.</summary>
internal static class GrowthBenchmark
{
    private const string Campaigns = "--campaigns";
    private static int _campaigns = 100_000;

    private static readonly IReadOnlyDictionary<string, Func<Task<IReadOnlyList<Sample>>>> Scenarios =
        new Dictionary<string, Func<Task<IReadOnlyList<Sample>>>>
        {
            ["purged"] = PurgedScenario.RunAsync,
            ["history"] = HistoryScenario.RunAsync,
            ["memory-suppressions"] = SuppressionScenario.RunAsync,
            ["aside"] = AsideScenario.RunAsync,
            ["ended"] = () => EndedScenario.RunAsync(_campaigns),
        };

    public static async Task<int> RunAsync(string[] args)
    {
        if (Array.IndexOf(args, Campaigns) is var at and >= 0 && at + 1 < args.Length)
        {
            _campaigns = int.Parse(args[at + 1], CultureInfo.InvariantCulture) / 1_000 * 1_000;
            args = [.. args[..at], .. args[(at + 2)..]];
        }

        if (await RunOptions.ReadAsync(args, Scenarios.Keys) is not { } options)
        {
            return 2;
        }

        var figures = new Figures();
        foreach (var (name, scenario) in Scenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Key)))
        {
            var runs = new List<IReadOnlyList<Sample>>();
            for (var run = 1; run <= options.Runs; run++)
            {
                var samples = await scenario();
                Figures.Tell(name, run, samples);
                runs.Add(samples);
            }

            figures.AddMedians(name, runs);
        }

        return 0;
    }

    public static long LiveHeap()
    {
        EngineBenchmark.CollectGarbage();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
