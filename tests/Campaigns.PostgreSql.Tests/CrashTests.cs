using System.Diagnostics;
using System.Text.RegularExpressions;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Kills engines, and the server under them, at random instants: see eng/CrashTest.</summary>
[Trait("Category", "Process")]
public sealed partial class CrashTests
{
    [Fact]
    public async Task Engine_and_server_killed_10_times_contact_nobody_twice_and_lose_nobody()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var program = Path.Combine(AppContext.BaseDirectory, "CrashTest.dll");
        var start = new ProcessStartInfo("dotnet", [program, "10", "--store", "postgresql", "--seed",
            "3"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
        Assert.DoesNotContain("kills of the server: 0", output, StringComparison.Ordinal);
        var verdict = Verdict().Match(output);
        Assert.Equal(("10", "0", "0"), (verdict.Groups["cycles"].Value, verdict.Groups["doubled"].Value, verdict.Groups["lost"].Value));
    }

    [GeneratedRegex("""\{"cycles":(?<cycles>\d+),"dispatches":\d+,"doubled":(?<doubled>\d+),"lost":(?<lost>\d+),"unknown":\d+\}\s*$""")]
    private static partial Regex Verdict();
}
