using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Stores.PostgreSql;
using Campaigns.PostgreSql;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Measures the engine on each store, and the same writes by hand. Each run creates new files. The store and the hand-written writes run
/// alternately, so that a slowdown of the machine affects both.
/// </summary>
internal static class StoresBenchmark
{
    private const string Sqlite = "sqlite";
    private const string Raw = "sqlite-raw";
    private const string Postgres = "postgresql";
    private const string PostgresRaw = "postgresql-raw";

    private static readonly IReadOnlyDictionary<string, Func<RunOptions, Task<IReadOnlyList<Sample>>>> Scenarios =
        new Dictionary<string, Func<RunOptions, Task<IReadOnlyList<Sample>>>>
        {
            ["memory"] = LoadScenario.OnMemoryAsync,
            [Sqlite] = LoadScenario.OnSqliteAsync,
            [Raw] = RawScenario.RunAsync,
            ["sqlite-million"] = MillionScenario.RunAsync,
            ["sqlite-mixed"] = MixedScenario.RunAsync,
            ["events"] = EventsScenario.RunAsync,
            ["sqlite-feed"] = LoadScenario.OnSqliteWithFeedAsync,
            [Postgres] = PostgreSqlScenario.RunAsync,
            ["postgresql-million"] = PostgreSqlMillion.RunAsync,
            ["postgresql-mixed"] = PostgreSqlScenario.RunMixedAsync,
            ["postgresql-drift"] = PostgreSqlDrift.RunAsync,
            ["postgresql-shards"] = PostgreSqlShards.RunAsync,
            [PostgresRaw] = PostgreSqlRaw.RunAsync,
            ["hangfire-postgresql"] = HangfireScenario.RunAsync,
        };

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--first-dispatch", var file])
        {
            return await FirstDispatch.RunAsync(file);
        }

        if (args is [PostgreSqlMillion.Option, var database])
        {
            return await FirstDispatch.RunAsync(new PostgreSqlJobStore(database));
        }

        if (args is ["--ingest", var rows])
        {
            return await IngestRun.RunAsync(rows);
        }

        if (await RunOptions.ReadAsync(args, Scenarios.Keys) is not { } options)
        {
            return 2;
        }

        await MeasureAsync(options);
        return 0;
    }

    private static async Task MeasureAsync(RunOptions options)
    {
        var wanted = Scenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Key)).ToList();
        var runs = wanted.ToDictionary(scenario => scenario.Key, _ => new List<IReadOnlyList<Sample>>());
        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var (name, measure) in wanted)
            {
                EngineBenchmark.CollectGarbage();
                var samples = await measure(options);
                Figures.Tell(name, run, samples);
                runs[name].Add(samples);
            }
        }

        var figures = new Figures();
        foreach (var (name, samples) in runs)
        {
            figures.AddMedians(
                name.StartsWith($"{Sqlite}-m", StringComparison.Ordinal) ? Sqlite
                : name.StartsWith($"{Postgres}-m", StringComparison.Ordinal) ? Postgres
                : name,
                samples);
        }

        AddRatio(figures, Sqlite, Raw);
        AddRatio(figures, Postgres, PostgresRaw);
    }

    private static void AddRatio(Figures figures, string store, string raw)
    {
        if (figures.Has(store, LoadScenario.Attempts) && figures.Has(raw, LoadScenario.Attempts))
        {
            figures.Add(store, "ratio_to_raw", figures[store, LoadScenario.Attempts] / figures[raw, LoadScenario.Attempts], "ratio");
        }
    }
}
