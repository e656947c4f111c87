using System.Globalization;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// The throughput of healthy campaigns alone and beside a sick one, in turn, each in a fresh engine; of each pair the ratio, and the ratio
/// of the medians.
/// </summary>
internal static class IsolationBenchmark
{
    private const string Rate = ThroughputScenario.Metric;

    private static readonly IReadOnlyDictionary<string, Sickness> Scenarios = new Dictionary<string, Sickness>
    {
        ["isolation-hangs"] = Sickness.Hangs,
        ["isolation-throws"] = Sickness.Throws,
        ["isolation-silent"] = Sickness.Silent,
        ["isolation-blocks"] = Sickness.Blocks,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        RunOptions options;
        try
        {
            options = RunOptions.Parse(args);
            if (options.Only.FirstOrDefault(name => !Scenarios.ContainsKey(name)) is { } unknown)
            {
                throw new ArgumentException($"unknown scenario {unknown}; there are {string.Join(", ", Scenarios.Keys)}");
            }
        }
        catch (ArgumentException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 2;
        }

        var figures = new Figures();
        foreach (var (name, sickness) in Scenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Key)))
        {
            await MeasureAsync(name, sickness, options, figures);
        }

        return 0;
    }

    private static async Task MeasureAsync(string name, Sickness sickness, RunOptions options, Figures figures)
    {
        var (alone, beside) = (new List<IReadOnlyList<Sample>>(), new List<IReadOnlyList<Sample>>());
        for (var run = 1; run <= options.Runs; run++)
        {
            alone.Add(await MeasureOnceAsync($"{name}, alone", run, () => IsolationScenario.RunAsync(sickness, beside: false, options.Seconds)));
            beside.Add(await MeasureOnceAsync($"{name}, beside", run, () => IsolationScenario.RunAsync(sickness, beside: true, options.Seconds)));
            var ratio = RateOf(beside[^1]) / RateOf(alone[^1]);
            figures.Add(name, string.Create(CultureInfo.InvariantCulture, $"ratio_of_pair_{run}"), ratio, "ratio");
        }

        var (aloneName, besideName) = ($"{name}-alone", $"{name}-beside");
        figures.AddMedians(aloneName, alone);
        figures.AddMedians(besideName, beside);
        figures.Add(name, "ratio", figures[besideName, Rate] / figures[aloneName, Rate], "ratio");
    }

    private static async Task<IReadOnlyList<Sample>> MeasureOnceAsync(string name, int run, Func<Task<IReadOnlyList<Sample>>> measure)
    {
        EngineBenchmark.CollectGarbage();
        var samples = await measure();
        Figures.Tell(name, run, samples);
        return samples;
    }

    private static double RateOf(IEnumerable<Sample> samples) => samples.First(sample => sample.Metric == Rate).Value;
}
