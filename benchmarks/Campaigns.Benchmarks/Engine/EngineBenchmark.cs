namespace Campaigns.Benchmarks.Engine;

/// <summary>Runs the engine's scenarios. Each run uses a fresh engine, and each figure is the median of the runs.</summary>
internal static class EngineBenchmark
{
    private const string Rate = ThroughputScenario.Metric;

    private static readonly IReadOnlyList<Scenario> Scenarios =
    [
        new("limits-off-1m", ThroughputScenario.Of(1_000_000, limits: false)),
        new("limits-on-1m", ThroughputScenario.Of(1_000_000, limits: true)),
        new("feed-off-1m", ThroughputScenario.Of(1_000_000, limits: true)),
        new("feed-on-1m", ThroughputScenario.Of(1_000_000, limits: true, feed: true)),
        new("limits-off-100k", ThroughputScenario.Of(100_000, limits: false)),
        new("limits-on-100k", ThroughputScenario.Of(100_000, limits: true)),
        new("blocked-off", BlockedScenario.Of(blocked: false)),
        new("blocked-on", BlockedScenario.Of(blocked: true)),
        new("memory", MemoryScenario.RunAsync),
        new("latency-due", DueLatencyScenario.RunAsync),
        new("latency-slot", SlotLatencyScenario.RunAsync),
        new("pause", PauseScenario.RunAsync),
        new("quartz-ram", QuartzScenario.RunAsync),
    ];

    private static readonly IReadOnlyList<Ratio> Ratios =
    [
        new("ratio-limits-1m", "limits-on-1m", "limits-off-1m"),
        new("ratio-limits-100k", "limits-on-100k", "limits-off-100k"),
        new("ratio-blocked", "blocked-on", "blocked-off"),
        new("ratio-to-quartz", "limits-on-1m", "quartz-ram"),
        new("ratio-feed", "feed-on-1m", "feed-off-1m") { Alias = "feed" },
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        if (await RunOptions.ReadAsync(args, Names) is not { } options)
        {
            return 2;
        }

        bool IsWanted(string name) => options.Only.Count == 0 || options.Only.Contains(name);
        var ratios = Ratios.Where(ratio => IsWanted(ratio.Name) || IsWanted(ratio.Alias)).ToList();
        var figures = new Figures();
        var wanted = Scenarios.Where(scenario => IsWanted(scenario.Name) || ratios.Exists(ratio => ratio.Needs(scenario.Name)));
        foreach (var group in wanted.GroupBy(scenario => scenario.Group))
        {
            await MeasureAsync([.. group], options, figures);
        }

        foreach (var ratio in ratios)
        {
            figures.Add(ratio.Name, "ratio", figures[ratio.Over, Rate] / figures[ratio.Under, Rate], "ratio");
        }

        return 0;
    }

    /// <summary>Measures compared scenarios alternately, so that a slowdown of the machine affects both.</summary>
    private static async Task MeasureAsync(IReadOnlyList<Scenario> group, RunOptions options, Figures figures)
    {
        var runs = group.ToDictionary(scenario => scenario.Name, _ => new List<IReadOnlyList<Sample>>());
        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var scenario in group)
            {
                CollectGarbage();
                var samples = await scenario.Run(options);
                Figures.Tell(scenario.Name, run, samples);
                runs[scenario.Name].Add(samples);
            }
        }

        foreach (var scenario in group)
        {
            figures.AddMedians(scenario.Name, runs[scenario.Name]);
        }
    }

    /// <summary>Collects the garbage of the previous run, so that no run pays for another.</summary>
    public static void CollectGarbage()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static IEnumerable<string> Names =>
        Scenarios.Select(scenario => scenario.Name).Concat(Ratios.SelectMany(ratio => new[] { ratio.Name, ratio.Alias }));

    private sealed record Scenario(string Name, Func<RunOptions, Task<IReadOnlyList<Sample>>> Run)
    {
        /// <summary>The comparison group: the name without "-off" and "-on".</summary>
        public string Group => Name.Replace("-off", "", StringComparison.Ordinal).Replace("-on", "", StringComparison.Ordinal);
    }

    private sealed record Ratio(string Name, string Over, string Under)
    {
        /// <summary>Another name for <c>--only</c>.</summary>
        public string Alias { get; init; } = Name;

        public bool Needs(string scenario) => scenario == Over || scenario == Under;
    }
}
