using System.Diagnostics;

namespace Campaigns.Tests;

/// <summary>A seed must always give the same run, or else it proves nothing.</summary>
public class DeterminismTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run_in_one_process()
    {
        foreach (var seed in new[] { 1, 7, 42 })
        {
            var (first, second) = (Run(seed), Run(seed));

            Assert.Equal(first.TraceHash, second.TraceHash);
            Assert.Equal(first.Trace, second.Trace);
            Assert.NotEmpty(first.Trace);
        }
    }

    [Fact]
    public void Another_seed_gives_another_run() => Assert.NotEqual(Run(1).TraceHash, Run(2).TraceHash);

    [Fact]
    public void The_same_seeds_give_the_same_runs_in_two_processes_and_leave_the_thread_pool_alone()
    {
        var (first, second) = (Simulate("10 --hashes --threads 1"), Simulate("10 --hashes --threads 1"));

        Assert.Equal(
            11, first.Count(
                line => line.StartsWith("seed ", StringComparison.Ordinal) || line.StartsWith("pool ", StringComparison.Ordinal)));
        Assert.Equal(first[..^1], second[..^1]); // all lines except the speed
        Assert.Contains("pool 0", first);
    }

    private static SimulationReport Run(int seed) => Simulator.Run(new SimulationOptions { Seed = seed, KeepTrace = true });

    private static List<string> Simulate(string arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Simulate.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", $"\"{program}\" {arguments}") { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
