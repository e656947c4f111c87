namespace Campaigns.PgFaults;

/// <summary>Servers that end: in order, at once, or one session only.</summary>
internal static class ServerFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Restarting("restart-fast", immediate: false), Restarting("restart-immediate", immediate: true),
        new Fault("session-terminated", async (servers, times) => await Repetition.RunAsync(
            await servers.NewStageAsync(), times, new Told(PostgreSqlStoreProblem.Unreachable, "57P01"), async stage =>
            {
                var before = stage.Errors.Count;
                await FaultServer.EndWritersAsync(servers.Server, stage.Settings.Database);
                await stage.FailAsync(before);
            })),
    ];

    private static Fault Restarting(string name, bool immediate) => new(name, async (servers, times) => await Repetition.RunAsync(
        await servers.NewStageAsync(), times, new Told(PostgreSqlStoreProblem.Unreachable), async stage =>
        {
            var before = stage.Errors.Count;
            await servers.Server.StopAsync(immediate);
            await stage.FailAsync(before);
            await servers.Server.StartAsync();
        }));
}
