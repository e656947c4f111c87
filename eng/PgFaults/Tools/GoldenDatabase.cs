namespace Campaigns.PgFaults;

/// <summary>
/// Writes a small database of the current version as statements. Tests keep one of each released version, and migrate it.
/// </summary>
internal static class GoldenDatabase
{
    public static async Task<int> WriteAsync(string file)
    {
        await using var servers = new FaultServer();
        await servers.Server.CreateAsync();
        var settings = await servers.NewStageAsync();
        await using (var stage = await FaultStage.StartAsync(settings))
        {
            await stage.GoOnAsync();
            await stage.Operations.HoldTenantAsync("acme");
            await stage.Reports.IngestAsync([new InboundEvent("default", "event 1", "reply")]);
        }

        await File.WriteAllTextAsync(file, await servers.Server.DumpAsync(settings.Database));
        return 0;
    }
}
