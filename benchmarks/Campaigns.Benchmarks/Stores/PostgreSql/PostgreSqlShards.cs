using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.PostgreSql;

namespace Campaigns.Benchmarks.Stores.PostgreSql;

/// <summary>
/// Measures one, two and four shards, each with an engine of its own, on one database: the attempts of all of them together, and those of
/// several shards divided by those of one. Server and engines share the machine.
/// </summary>
internal static class PostgreSqlShards
{
    private static readonly int[] Counts = [1, 2, 4];

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        await using var server = await BenchmarkServer.StartAsync();
        var samples = new List<Sample>();
        var ofOne = 0.0;
        foreach (var count in Counts)
        {
            EngineBenchmark.CollectGarbage();
            var (rate, processor) = await MeasureAsync(server, count, options.Seconds);
            ofOne = count == 1 ? rate : ofOne;
            var name = string.Create(CultureInfo.InvariantCulture, $"shards_{count}");
            samples.Add(new($"{LoadScenario.Attempts}_{name}", rate, "1/s"));
            samples.Add(new($"server_cpu_per_attempt_{name}", processor, "us"));
            samples.Add(new($"ratio_to_1_{name}", rate / ofOne, "ratio"));
        }

        return [.. samples, new("machine_load", PostgreSqlScenario.MachineLoad(), "load")];
    }

    private static async Task<(double Rate, double ServerTime)> MeasureAsync(BenchmarkServer server, int shards, int seconds)
    {
        var database = await server.NextAsync();
        var stores = new List<PostgreSqlJobStore>();
        var loads = new List<SteadyLoad>();
        try
        {
            for (var shard = 0; shard < shards; shard++)
            {
                var number = shard;
                stores.Add(new PostgreSqlJobStore(database, store => store.Shard = number));
                loads.Add(await PostgreSqlScenario.StartAsync(stores[shard], LoadScenario.Contacts / shards));
            }

            var before = server.ProcessorTime();
            var samples = await Task.WhenAll(loads.Select(load => load.MeasureAsync(seconds)));
            var rate = samples.Sum(sample => sample[0].Value);
            return (rate, (server.ProcessorTime() - before) / (rate * seconds));
        }
        finally
        {
            foreach (var load in loads)
            {
                await load.DisposeAsync();
            }

            stores.ForEach(store => store.Dispose());
        }
    }
}
