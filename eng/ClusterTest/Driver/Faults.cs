namespace Campaigns.ClusterTest.Driver;

/// <summary>The faults of the test. Each returns when it is over; the silo may still be starting.</summary>
internal sealed class Faults(Stage stage, Random random)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    /// <summary>The kinds of faults.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["kill", "restart", "freeze", "cut_database", "cut_peers", "cut_both", "split", "database_restart", "database_crash"];

    /// <summary>Does something to a silo, or to the database.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="silo">The silo.</param>
    /// <param name="longest">How long a cut or a stop lasts at most; at least ten seconds.</param>
    public async Task RunAsync(string kind, int silo, TimeSpan longest)
    {
        var time = Least + ((longest - Least) * random.NextDouble());
        switch (kind)
        {
            case "kill":
                stage.Processes[silo].Kill();
                break;
            case "restart":
                await stage.Processes[silo].RestartAsync();
                break;
            case "freeze":
                stage.Processes[silo].Freeze();
                await Task.Delay(time);
                stage.Processes[silo].Thaw();
                break;
            case "split":
                await SplitAsync(silo, time);
                break;
            case "database_restart" or "database_crash":
                await stage.Server.StopAsync(immediate: kind == "database_crash");
                await stage.Server.StartAsync();
                break;
            default:
                stage.CutDatabase(silo, kind != "cut_peers");
                stage.CutPeers(silo, kind != "cut_database");
                await Task.Delay(time);
                stage.CutDatabase(silo, false);
                stage.CutPeers(silo, false);
                break;
        }
    }

    /// <summary>
    /// Splits Orleans and the database in opposite ways: one silo reaches the database and no peer, another one its peers and no database.
    /// </summary>
    private async Task SplitAsync(int silo, TimeSpan time)
    {
        var other = stage.Active[(stage.Active.ToList().IndexOf(silo) + 1) % stage.Active.Count];
        stage.CutPeers(silo, true);
        stage.CutDatabase(other, true);
        await Task.Delay(time);
        stage.CutPeers(silo, false);
        stage.CutDatabase(other, false);
    }
}
