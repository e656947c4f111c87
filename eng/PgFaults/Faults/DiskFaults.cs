using System.Diagnostics;

namespace Campaigns.PgFaults;

/// <summary>
/// A full disk under the tables: the database is in a tablespace on a file system in memory, of which a file takes the rest. Needs the
/// right to mount.
/// </summary>
internal static class DiskFaults
{
    private const string Size = "64m"; // an empty database takes 8 MB, the store's schema a few more

    public static IReadOnlyList<Fault> All { get; } =
    [
        new Fault("disk-full", RunAsync) { Missing = Environment.IsPrivilegedProcess ? null : "only root may mount a small disk" },
    ];

    private static async Task<FaultReport> RunAsync(FaultServer servers, int times)
    {
        var disk = Directory.CreateTempSubdirectory("campaigns-disk-").FullName;
        await RunAsync("/bin/mount", "-t", "tmpfs", "-o", $"size={Size},mode=0755", "tmpfs", disk);
        try
        {
            var space = Directory.CreateDirectory(Path.Combine(disk, "space")).FullName;
            await PostgreSqlServer.GiveAsync(space);
            await servers.Server.ExecuteAsync($"create tablespace small location '{space}'");
            var database = await servers.CreateDatabaseAsync("tablespace small");
            var settings = new StageSettings(servers.Server, database, servers.Server.ConnectionTo(database));
            var report = await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.Full, "53100"), async stage =>
            {
                var before = stage.Errors.Count;
                Fill(Path.Combine(disk, "rest"));
                await stage.FailAsync(before);
                File.Delete(Path.Combine(disk, "rest"));
            });
            await servers.Server.ExecuteAsync($"drop database {database} with (force)", "drop tablespace small");
            return report;
        }
        finally
        {
            await RunAsync("/bin/umount", "--lazy", disk);
            Directory.Delete(disk);
        }
    }

    private static void Fill(string file)
    {
        using var rest = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[1 << 16];
        for (var size = page.Length; size >= 512;)
        {
            try
            {
                rest.Write(page, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var failure = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {failure}");
        }
    }
}
