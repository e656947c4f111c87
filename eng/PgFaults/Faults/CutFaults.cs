using System.Globalization;

namespace Campaigns.PgFaults;

/// <summary>Connections that break before, within and after a request of a commit, and before its answer.</summary>
internal static class CutFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Cutting("cut-before-commit", Cut.BeforeRequest), Cutting("cut-within-commit", Cut.WithinRequest),
        Cutting("cut-after-commit", Cut.AfterRequest), Cutting("cut-answer", Cut.BeforeAnswer),
    ];

    private static Fault Cutting(string name, Cut cut) => new(name, async (servers, times) =>
    {
        var database = await servers.CreateDatabaseAsync();
        await using var proxy = new CuttingProxy(servers.Server.Port);
        var random = new Random(1);
        var settings = new StageSettings(servers.Server, database, servers.Server.ConnectionTo(database, proxy.Port));
        var told = new Told(PostgreSqlStoreProblem.Unreachable);
        return await Repetition.RunAsync(settings, times, told, async stage =>
        {
            var before = stage.Errors.Count;
            proxy.CutNext(cut, random.Next(4)); // a commit that enrolls contacts takes several requests
            await stage.FailAsync(before);
        });
    });
}
