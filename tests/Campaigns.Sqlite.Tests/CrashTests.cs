using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Campaigns.Sqlite.Tests;

/// <summary>Kills real processes at random instants: see eng/CrashTest.</summary>
[Trait("Category", "Process")]
public sealed partial class CrashTests
{
    [Fact]
    public async Task Engine_killed_25_times_contacts_nobody_twice_and_loses_nobody()
    {
        var (code, output) = await RunAsync("25 --seed 1");

        Assert.True(code == 0, output);
        var verdict = Verdict().Match(output);
        Assert.DoesNotContain("in flight at a kill: 0", output, StringComparison.Ordinal); // otherwise, the kills tested nothing
        Assert.Equal(("25", "0", "0"), (verdict.Groups["cycles"].Value, verdict.Groups["doubled"].Value, verdict.Groups["lost"].Value));
    }

    [Fact]
    public async Task Crash_test_notices_attempts_that_are_sent_twice()
    {
        var (code, output) = await RunAsync("1 --seed 1 --sabotage");

        Assert.True(code == 1, output);
        Assert.NotEqual("0", Verdict().Match(output).Groups["doubled"].Value);
    }

    private static async Task<(int Code, string Output)> RunAsync(string arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "CrashTest.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", $"\"{program}\" {arguments}") { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    [GeneratedRegex("""\{"cycles":(?<cycles>\d+),"dispatches":\d+,"doubled":(?<doubled>\d+),"lost":(?<lost>\d+),"unknown":\d+\}\s*$""")]
    private static partial Regex Verdict();
}
