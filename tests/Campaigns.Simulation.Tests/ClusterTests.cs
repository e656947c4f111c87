using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Campaigns.Tests;

/// <summary>
/// Silos in processes of their own, on a real server, under faults. They stand beside the simulations, which run in virtual time, because
/// silos leave half of the processor to others, and a busy machine makes only the simulations slower. The environment variable
/// CAMPAIGNS_CLUSTER_MINUTES sets another time than 2 minutes; eng/cluster-test runs any time, and also scales the cluster.
/// </summary>
public class ClusterTests
{
    private const double DefaultMinutes = 2;
    private const string Faults = "kill restart freeze cut_database cut_peers database_restart split";
    private const int NoServer = 2;

    [Fact]
    [Trait("Category", "Process")]
    public async Task Silos_under_faults_call_nobody_twice_and_lose_nobody()
    {
        var given = Environment.GetEnvironmentVariable("CAMPAIGNS_CLUSTER_MINUTES");
        var minutes = double.TryParse(given, CultureInfo.InvariantCulture, out var wanted) ? wanted : DefaultMinutes;

        var (exitCode, output, errors) = await RunAsync(FormattableString.Invariant($"{minutes} {Faults}"));

        Assert.SkipWhen(exitCode == NoServer, errors);
        TestContext.Current.TestOutputHelper?.WriteLine(errors + output); // with the seed
        using var figures = JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
        Assert.All(
            ["doubled", "lost", "over_cap", "after_stop", "failed_requests"],
            name => Assert.True(Read(name) == 0, $"{name}: {Read(name)}. {errors}"));
        Assert.InRange(Read("faults"), 1, int.MaxValue);
        Assert.InRange(Read("dispatches"), 1_000, int.MaxValue);

        int Read(string name) => figures.RootElement.GetProperty(name).GetInt32();
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string arguments)
    {
        var program = Path.Combine(
            AppContext.BaseDirectory.Replace("tests/Campaigns.Simulation.Tests", "eng/ClusterTest", StringComparison.Ordinal),
            "ClusterTest.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", $"\"{program}\" {arguments}")
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
