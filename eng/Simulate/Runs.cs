using System.Diagnostics;
using System.Globalization;

namespace Campaigns.Simulate;

/// <summary>Runs simulations. Runs share nothing, so several threads take seeds from one counter.</summary>
/// <param name="arguments">The command line.</param>
/// <param name="stores">Makes the store of a run; null for a store in memory.</param>
internal sealed class Runs(Arguments arguments, ServerStores? stores)
{
    /// <summary>Runs one seed and prints its report.</summary>
    public int One(int seed)
    {
        var watch = Stopwatch.StartNew();
        var report = Simulate(new SimulationOptions { Seed = seed, KeepTrace = arguments.Trace });
        foreach (var line in report.Trace)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(report);
        Console.WriteLine($"hash {report.TraceHash:x16}, {report.SimulatedTime} simulated, {report.StoreCalls} calls of the store");
        Summarize(1, Total.Zero.With(report), watch.Elapsed);
        return report.Violations.Count > 0 ? 1 : 0;
    }

    /// <summary>Runs many seeds. Prints those that broke a promise, and how to repeat them.</summary>
    public int Many()
    {
        var watch = Stopwatch.StartNew();
        var pooled = PoolItems;
        var next = arguments.From - 1;
        var total = Total.Zero;
        var gate = new Lock();
        var threads = Enumerable.Range(0, arguments.Threads).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (arguments.Hashes)
        {
            Console.WriteLine($"pool {PoolItems - pooled}");
        }

        Summarize(arguments.Seeds, total, watch.Elapsed);
        return total.Violations > 0 ? 1 : 0;

        void Work()
        {
            for (var seed = Interlocked.Increment(ref next); seed < arguments.From + arguments.Seeds; seed =
                Interlocked.Increment(ref next))
            {
                var report = Run(seed);
                lock (gate)
                {
                    total = total.With(report);
                    Print(report);
                }
            }
        }
    }

    /// <summary>The number of work items of the thread pool. A simulation adds none.</summary>
    private static long PoolItems => ThreadPool.CompletedWorkItemCount + ThreadPool.PendingWorkItemCount;

    private SimulationReport Simulate(SimulationOptions options)
    {
        if (stores is null)
        {
            return Simulator.Run(options);
        }

        using var run = stores.Begin();
        return Simulator.Run(options with { Store = run.Create });
    }

    private SimulationReport Run(int seed)
    {
        try
        {
            return Simulate(new SimulationOptions { Seed = seed });
        }
        catch (Exception)
        {
            Console.Error.WriteLine($"seed {seed} failed outside the engine: eng/simulate --seed {seed}{Place}");
            throw;
        }
    }

    private void Print(SimulationReport report)
    {
        if (arguments.Hashes)
        {
            Console.WriteLine($"seed {report.Options.Seed}: {report.TraceHash:x16}");
        }

        if (report.Violations.Count > 0)
        {
            Console.WriteLine(report);
            Console.WriteLine($"again: eng/simulate --seed {report.Options.Seed}{Place} --trace");
        }
    }

    private string Place => arguments.OnServer ? " --store postgresql" : "";

    private static void Summarize(int seeds, Total total, TimeSpan elapsed) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"seeds\":{seeds},\"attempts\":{total.Attempts},\"crashes\":{total.Crashes},\"faults\":{total.Faults},\"violations\":{total.Violations},\"attempts_per_second\":{total.Attempts / elapsed.TotalSeconds:F0}}}"));

    private sealed record Total(long Attempts, long Crashes, long Faults, long Violations)
    {
        public static Total Zero { get; } = new(0, 0, 0, 0);

        public Total With(SimulationReport report) => new(
            Attempts + report.Attempts, Crashes + report.Crashes, Faults + report.FaultCount, Violations + report.Violations.Count);
    }
}
