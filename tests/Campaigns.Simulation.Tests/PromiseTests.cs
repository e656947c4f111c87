using System.Globalization;

namespace Campaigns.Tests;

/// <summary>
/// Checks the promises in many runs in which everything goes wrong. The environment variable CAMPAIGNS_SIMULATION_SEEDS sets a
/// number of seeds other than 60; eng/simulate runs any number.
/// </summary>
public class PromiseTests
{
    private const int DefaultSeeds = 60;

    [Fact]
    public void All_promises_hold_in_many_runs_under_faults()
    {
        var seeds = int.TryParse(
            Environment.GetEnvironmentVariable("CAMPAIGNS_SIMULATION_SEEDS"), CultureInfo.InvariantCulture, out var given)
                ? given
                : DefaultSeeds;
        var reports = RunAll(seeds);

        Assert.Empty(reports.Where(report => report.Violations.Count > 0).Select(report => report.ToString()));
        Assert.InRange(reports.Sum(report => report.Attempts), 450L * seeds, long.MaxValue);
        Assert.InRange(reports.Sum(report => report.Crashes), 2 * seeds, int.MaxValue);
        Assert.InRange(reports.Sum(report => report.FaultCount), 100L * seeds, long.MaxValue);
        foreach (var wait in new[] { "new", "committed", "sent", "turn", "channel", "time", "event", "reply", "task" })
        {
            Assert.InRange(reports.Sum(report => report.Replies.GetValueOrDefault(wait)), Math.Max(1, seeds / 100), int.MaxValue);
        }
    }

    [Fact]
    public void Without_faults_everything_ends_and_nothing_is_unknown()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var report =
                Simulator.Run(new SimulationOptions { Seed = seed, Faults = SimulationFaults.None, Disturbances = 10 }).ThrowIfViolated();

            Assert.Equal((0, 0), (report.Crashes, report.FaultCount));
            Assert.InRange(report.Attempts, 1, int.MaxValue);
        }
    }

    /// <summary>Runs share nothing, so one thread per processor takes seeds.</summary>
    private static List<SimulationReport> RunAll(int seeds)
    {
        var next = 0;
        var reports = new List<SimulationReport>();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return reports;

        void Work()
        {
            for (var seed = Interlocked.Increment(ref next); seed <= seeds; seed = Interlocked.Increment(ref next))
            {
                var report = Simulator.Run(new SimulationOptions { Seed = seed });
                lock (reports)
                {
                    reports.Add(report);
                }
            }
        }
    }
}
