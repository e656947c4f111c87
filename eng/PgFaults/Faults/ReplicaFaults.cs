using System.Globalization;

namespace Campaigns.PgFaults;

/// <summary>Two servers, of which one follows the other.</summary>
internal static class ReplicaFaults
{
    private const string Synchronous = "alter system set synchronous_standby_names = '*'";
    private const string Streams = "select count(*) from pg_stat_replication where state = 'streaming'";

    public static IReadOnlyList<Fault> All { get; } =
    [
        new Fault("failover", FailOverAsync), new Fault("standby-away", WaitForStandbyAsync), new Fault("failover-with-loss", LoseAsync),
    ];

    /// <summary>The primary dies, and the replica is promoted. A new replica takes the place of the dead server.</summary>
    private static async Task<FaultReport> FailOverAsync(FaultServer servers, int times)
    {
        await using var first = FaultServer.NewServer();
        await using var second = FaultServer.NewServer();
        var database = await PairAsync(servers, first, second, isSynchronous: true);
        var (primary, replica) = (first, second);
        var settings = new StageSettings(first, database, ConnectionTo(database, first, second));
        var report = await Repetition.RunAsync(
            settings with { Server = second }, times, new Told(PostgreSqlStoreProblem.Unreachable), async stage =>
            {
                var before = stage.Errors.Count;
                await primary.StopAsync(immediate: true);
                await stage.FailAsync(before);
                await replica.PromoteAsync();
                (primary, replica) = (replica, primary);
                await replica.BecomeReplicaAsync(primary); // until then, commits wait for it
            });
        return report;
    }

    /// <summary>
    /// The synchronous standby is away: a commit that it does not have is not reported, so the engine sends nothing of it. If the server
    /// reported it, the engine would notice no fault.
    /// </summary>
    private static async Task<FaultReport> WaitForStandbyAsync(FaultServer servers, int times)
    {
        await using var primary = FaultServer.NewServer();
        await using var replica = FaultServer.NewServer();
        var database = await PairAsync(servers, primary, replica, isSynchronous: true);
        var settings = new StageSettings(primary, database, primary.ConnectionTo(database))
        {
            Configure = options => options.CommandTimeout = TimeSpan.FromSeconds(1),
        };
        return await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.Busy), async stage =>
        {
            var before = stage.Errors.Count;
            await replica.StopAsync(immediate: true);
            await stage.FailAsync(before);
            await replica.StartAsync();
        });
    }

    /// <summary>
    /// The promoted replica lacks the last commits, because replication was not synchronous. The store that the engine opens again ends
    /// before commits that were reported to it: everything is held, and nobody is contacted twice.
    /// </summary>
    private static async Task<FaultReport> LoseAsync(FaultServer servers, int times)
    {
        var dispatches = 0;
        var doubled = 0;
        var findings = new List<string>();
        for (var time = 0; time < times; time++)
        {
            await using var primary = FaultServer.NewServer();
            await using var replica = FaultServer.NewServer();
            var database = await PairAsync(servers, primary, replica, isSynchronous: false);
            var settings = new StageSettings(primary, database, ConnectionTo(database, primary, replica));
            await using var stage = await FaultStage.StartAsync(settings);
            await stage.GoOnAsync();
            await replica.StopAsync(immediate: false);
            await stage.GoOnAsync(); // what the replica does not know
            await primary.StopAsync(immediate: true);
            await replica.StartAsync();
            await replica.PromoteAsync();
            await UntilHeldAsync(stage);
            var sent = stage.Provider.Count;
            await stage.StopFeedingAsync();
            await stage.Operations.HoldTenantAsync("probe"); // a commit of the held engine
            await stage.Operations.ReleaseTenantAsync("probe");
            dispatches += stage.Provider.Count;
            doubled += StageAudit.CountDoubled(stage.Provider.Dispatches, findings);
            if (stage.Provider.Count > sent)
            {
                findings.Add("something was sent while everything is held");
            }
        }

        return new FaultReport(times, new StageVerdict(dispatches, doubled, findings.Count - doubled, findings), "everything is held");
    }

    private static async Task UntilHeldAsync(FaultStage stage)
    {
        var isHeld = false;
        var looking = LookAsync();
        await FaultStage.UntilAsync(() => Volatile.Read(ref isHeld), "the engine does not hold everything");
        await looking;

        async Task LookAsync()
        {
            while (!isHeld)
            {
                try
                {
                    var holds = await stage.Operations.ListHoldsAsync();
                    Volatile.Write(ref isHeld, holds.Items.Any(hold => hold.Reason is not null));
                }
                catch (CampaignException)
                {
                    // The store is away.
                }

                await Task.Delay(10);
            }
        }
    }

    private static async Task<string> PairAsync(
        FaultServer servers, PostgreSqlServer primary, PostgreSqlServer replica, bool isSynchronous)
    {
        await primary.CreateAsync();
        var database = await servers.CreateDatabaseAsync(primary);
        await replica.BecomeReplicaAsync(primary);
        while (await primary.ReadAsync(Streams) is not > 0L)
        {
            await Task.Delay(10);
        }

        if (isSynchronous)
        {
            await primary.ExecuteAsync(Synchronous, "select pg_reload_conf()");
            await replica.ExecuteAsync(Synchronous); // for the time when it is the primary
        }

        return database;
    }

    private static string ConnectionTo(string database, PostgreSqlServer first, PostgreSqlServer second) => string.Create(
        CultureInfo.InvariantCulture,
        $"Host=127.0.0.1:{first.Port},127.0.0.1:{second.Port};Username=postgres;Database={database};SSL Mode=Disable;"
        + $"Target Session Attributes=primary;Host Recheck Seconds=1");
}
