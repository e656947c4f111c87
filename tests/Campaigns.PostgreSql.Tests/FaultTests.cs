using Campaigns.PgFaults;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>The quick ones of eng/pg-faults, once each: the engine recovers without a restart, and reaches everybody once.</summary>
[Trait("Category", "Process")]
public sealed class FaultTests : IAsyncLifetime
{
    private readonly FaultServer _servers = new();

    public async ValueTask InitializeAsync()
    {
        if (PostgreSqlServer.Missing is null)
        {
            await _servers.Server.CreateAsync();
        }
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task Engine_recovers_from_each_fault_and_reaches_everybody_once()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        string[] names = ["restart-immediate", "lock-timeout", "deadlock", "serialization", "right-missing", "read-only",
            "pooler-killed", "standby-away"];
        foreach (var fault in names.Select(Fault.Of).Where(fault => fault.Missing is null))
        {
            var report = await fault.RunAsync(_servers, 1);

            Assert.True(report.Verdict.Findings.Count == 0, $"{fault.Name}: {string.Join("; ", report.Verdict.Findings.Take(5))}");
            Assert.NotEqual(0, report.Verdict.Dispatches);
        }
    }

    [Fact]
    public async Task Promoted_replica_without_the_last_commits_is_held()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");

        var report = await Fault.Of("failover-with-loss").RunAsync(_servers, 1);

        Assert.Empty(report.Verdict.Findings);
    }
}
