using Campaigns.PgFaults;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.PostgreSql.Tests;

/// <summary>A backup that is restored after the engine has gone on.</summary>
[Collection(OneServer.Name)]
public sealed class RestoreTests(SharedServer shared)
{
    [Fact]
    public async Task Restored_backup_starts_held_if_the_host_remembers_a_later_commit()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        var database = await shared.CreateDatabaseAsync();
        string backup;
        long remembered;
        await using (var lost = await FaultStage.StartAsync(SettingsOf(database)))
        {
            await lost.GoOnAsync();
            backup = await shared.Server.DumpAsync(SettingsOf(database).Database); // while the engine works
            await lost.GoOnAsync();
            remembered = (await lost.Operations.GetStoreInfoAsync(TestContext.Current.CancellationToken)).Commit;
        }

        var restored = await shared.CreateDatabaseAsync();
        await Sql.ExecuteAsync(restored, backup);
        await using var stage = await FaultStage.StartAsync(SettingsOf(restored) with { LastCommit = remembered });
        await FaultStage.UntilAsync(() => stage.Enrolled > 0, "nobody is enrolled"); // requests work

        var hold = Assert.Single((await stage.Operations.ListHoldsAsync(cancellationToken: TestContext.Current.CancellationToken)).Items);
        Assert.Contains("lost its newest commits", hold.Reason, StringComparison.Ordinal);
        Assert.NotNull(hold.LastCommit);
        Assert.Equal(0, stage.Provider.Count);
    }

    private StageSettings SettingsOf(string database) =>
        new(shared.Server, new NpgsqlConnectionStringBuilder(database).Database!, database);
}
