namespace Campaigns.ClusterTest.Driver;

/// <summary>
/// Replaces silo after silo, in order and under load, by one with another version of the library. Old and new silos run side by side
/// meanwhile.
/// </summary>
internal sealed class Upgrade(Stage stage, Watch watch)
{
    /// <summary>Upgrades a cluster of old silos, takes the upgrade back, and upgrades again.</summary>
    /// <param name="old">The program of the old version.</param>
    public async Task RunAsync(string old)
    {
        var current = typeof(Upgrade).Assembly.Location;
        await ReplaceAsync("upgrade", current);
        await ReplaceAsync("rollback", old);
        await ReplaceAsync("upgrade", current);
    }

    private async Task ReplaceAsync(string kind, string program)
    {
        foreach (var silo in stage.Active.ToList())
        {
            var process = stage.Processes[silo];
            process.Program = program;
            watch.Note($"silo {silo} gets {program}");
            await watch.HitAsync(kind, stage.TenantsOf(silo), process.RestartAsync);
        }
    }
}
