using System.Globalization;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// Measures the throughput of healthy campaigns alone and beside a sick one, alternately. Reports the ratio of each pair, and the ratio of
/// the medians.
/// </summary>
internal static class IsolationBenchmark
{
    private static readonly IReadOnlyDictionary<string, Sickness> Scenarios = new Dictionary<string, Sickness>
    {
        ["isolation-hangs"] = Sickness.Hangs,
        ["isolation-throws"] = Sickness.Throws,
        ["isolation-silent"] = Sickness.Silent,
        ["isolation-blocks"] = Sickness.Blocks,
    };

    /// <summary>The number of other tenants' providers that block while a campaign is stopped.</summary>
    private static readonly IReadOnlyDictionary<string, int> StopScenarios =
        new Dictionary<string, int> { ["stops-beside-0"] = 0, ["stops-beside-1"] = 1, ["stops-beside-20"] = 20 };

    public static async Task<int> RunAsync(string[] args)
    {
        if (await RunOptions.ReadAsync(args, Scenarios.Keys.Concat(StopScenarios.Keys)) is not { } options)
        {
            return 2;
        }

        var figures = new Figures();
        foreach (var (name, sickness) in Scenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Key)))
        {
            await MeasureAsync(name, sickness, options, figures);
        }

        foreach (var (name, blocking) in StopScenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Key)))
        {
            var runs = new List<IReadOnlyList<Sample>>();
            for (var run = 1; run <= options.Runs; run++)
            {
                runs.Add(await StopScenario.RunAsync(blocking));
                Figures.Tell(name, run, runs[^1]);
            }

            figures.AddMedians(name, runs);
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, Sickness sickness, RunOptions options, Figures figures)
    {
        var (pairs, paces) = (new List<Pair>(), new List<Pace>());
        for (var run = 1; run <= options.Runs; run++)
        {
            paces.Add(await PaceScenario.RunAsync(sickness));
            EngineBenchmark.CollectGarbage();
            foreach (var pair in await new IsolationScenario(sickness).RunAsync(options.Seconds))
            {
                pairs.Add(pair);
                figures.Add(name, string.Create(CultureInfo.InvariantCulture, $"ratio_of_pair_{pairs.Count}"), pair.Ratio, "ratio");
            }
        }

        var (alone, beside) = (Median(pairs, pair => pair.Alone.Rate), Median(pairs, pair => pair.Beside.Rate));
        figures.Add(name, "alone_per_second", alone, "1/s");
        figures.Add(name, "beside_per_second", beside, "1/s");
        figures.Add(name, "alone_cpu_per_attempt", Median(pairs, pair => pair.Alone.Processor), "us");
        figures.Add(name, "beside_cpu_per_attempt", Median(pairs, pair => pair.Beside.Processor), "us");
        figures.Add(name, "sick_calls_per_second", Median(pairs, pair => pair.Beside.SickCalls), "1/s");
        figures.Add(name, "ratio", beside / alone, "ratio");
        figures.Add(name, "ratio_median_of_pairs", Median(pairs, pair => pair.Ratio), "ratio");
        figures.Add(name, "paced_ratio", Median(paces, pace => pace.Ratio), "ratio");
        figures.Add(name, "paced_longest_gap_alone_ms", Median(paces, pace => pace.GapAlone), "ms");
        figures.Add(name, "paced_longest_gap_beside_ms", Median(paces, pace => pace.GapBeside), "ms");
    }

    private static double Median<T>(IEnumerable<T> of, Func<T, double> value) => Figures.Percentile([.. of.Select(value).Order()], 50);
}
