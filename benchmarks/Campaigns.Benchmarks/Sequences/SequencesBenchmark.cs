using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Sequences;

/// <summary>
/// Measures drips: their step rate, beside calls with the same limits at the same time on the same machine, and the memory of a waiting
/// drip. Each run uses a fresh engine, and each figure is the median of the runs.
/// </summary>
internal static class SequencesBenchmark
{
    private const string Drips = "sequences";
    private const string Calls = "limits-on-100k";
    private const string Memory = "sequences-memory";

    private static readonly IReadOnlyDictionary<string, Func<RunOptions, Task<IReadOnlyList<Sample>>>> Scenarios =
        new Dictionary<string, Func<RunOptions, Task<IReadOnlyList<Sample>>>>
        {
            [Drips] = DripScenario.RunAsync,
            [Calls] = ThroughputScenario.Of(DripScenario.Contacts, limits: true),
            [Memory] = WaitingScenario.RunAsync,
        };

    public static async Task<int> RunAsync(string[] args)
    {
        if (await RunOptions.ReadAsync(args, Scenarios.Keys) is not { } options)
        {
            return 2;
        }

        var wanted = Scenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Key)).ToList();
        var runs = wanted.ToDictionary(scenario => scenario.Key, _ => new List<IReadOnlyList<Sample>>());
        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var (name, scenario) in wanted)
            {
                EngineBenchmark.CollectGarbage();
                var samples = await scenario(options);
                Figures.Tell(name, run, samples);
                runs[name].Add(samples);
            }
        }

        var figures = new Figures();
        foreach (var (name, _) in wanted)
        {
            figures.AddMedians(name, runs[name]);
        }

        if (figures.Has(Drips, DripScenario.Metric) && figures.Has(Calls, ThroughputScenario.Metric))
        {
            figures.Add(Drips, "ratio_to_calls", figures[Drips, DripScenario.Metric] / figures[Calls, ThroughputScenario.Metric], "ratio");
        }

        return 0;
    }
}
