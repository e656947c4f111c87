using BenchmarkDotNet.Running;
using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Growth;
using Campaigns.Benchmarks.Isolation;
using Campaigns.Benchmarks.LiveCalls;
using Campaigns.Benchmarks.Sequences;
using Campaigns.Benchmarks.Stores;

namespace Campaigns.Benchmarks;

internal static class Program
{
    private const string Usage = """
        usage:
          engine [--only SCENARIO[,SCENARIO...]] [--seconds N] [--runs N]   client to provider and back; one JSON line a figure
          stores [--only SCENARIO[,SCENARIO...]] [--seconds N] [--runs N]   the same on each store, and the writes by hand
          live-calls [--db] [--seconds N] [--runs N]                        10,000 calls live at once: processor, memory, threads, freed slots
          isolation [--only SCENARIO[,SCENARIO...]] [--seconds N] [--runs N]  healthy campaigns alone and beside one whose provider is sick
          sequences [--only SCENARIO[,SCENARIO...]] [--seconds N] [--runs N]  drips of six steps beside calls, and what one that waits costs
          growth [--only SCENARIO[,SCENARIO...]] [--runs N] [--campaigns N]  what is left of work that is over, and what a start and a change cost beside much of it
          micro [BenchmarkDotNet's arguments]                               the parts, by BenchmarkDotNet
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["engine", .. var rest]:
                return await EngineBenchmark.RunAsync(rest);
            case ["stores", .. var rest]:
                return await StoresBenchmark.RunAsync(rest);
            case ["live-calls", .. var rest]:
                return await LiveCallsBenchmark.RunAsync(rest);
            case ["isolation", .. var rest]:
                return await IsolationBenchmark.RunAsync(rest);
            case ["sequences", .. var rest]:
                return await SequencesBenchmark.RunAsync(rest);
            case ["growth", .. var rest]:
                return await GrowthBenchmark.RunAsync(rest);
            case ["micro", .. var rest]:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. rest, "--inProcess"]); // builds no separate project
                return 0;
            default:
                await Console.Error.WriteLineAsync(Usage);
                return 2;
        }
    }
}
