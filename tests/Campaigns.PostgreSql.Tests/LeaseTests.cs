using System.Diagnostics;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>A process that stood still for longer than its lease sends nothing before it has renewed it: see eng/LeaseTest.</summary>
[Trait("Category", "Process")]
public sealed class LeaseTests
{
    [Fact]
    public async Task Process_that_was_stopped_sends_nothing_before_it_has_renewed_its_lease_and_nothing_after_a_takeover()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var program = Path.Combine(AppContext.BaseDirectory, "LeaseTest.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "2"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, output);
    }
}
