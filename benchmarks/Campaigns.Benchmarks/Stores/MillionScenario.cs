using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;
using Campaigns.Storage;
using SQLitePCL;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Measures a new process on a file with a million contacts waiting for a retry: its time to the first send, and its memory.
/// </summary>
internal static class MillionScenario
{
    private const int Contacts = 1_000_000;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        using var files = new StoreFiles();
        var file = files.Next();
        await PrepareAsync(file);
        var bytes = new FileInfo(file).Length;
        LetThemWait(file);
        return [.. await StartAsync("--first-dispatch", file), new("bytes_per_contact_on_disk", bytes / (double)Contacts, "B")];
    }

    /// <summary>Starts a process on a prepared store, and measures its time to the first send.</summary>
    public static async Task<IReadOnlyList<Sample>> StartAsync(string option, string store)
    {
        var began = DateTimeOffset.UtcNow;
        using var child = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(MillionScenario).Assembly.Location, "stores", option, store])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        var result = JsonSerializer.Deserialize<FirstDispatch.Result>(output)!;
        return
        [
            new("startup_ms", (result.FirstDispatch - began).TotalMilliseconds, "ms"),
            new("working_set_mb", result.PeakWorkingSet / 1024.0 / 1024.0, "MiB"),
        ];
    }

    /// <summary>Creates ten running campaigns under a hold.</summary>
    private static async Task PrepareAsync(string file)
    {
        using var store = new SqliteJobStore(file, options => options.SyncsToDisk = false);
        await PrepareAsync(store);
    }

    /// <summary>Creates ten running campaigns under a hold.</summary>
    public static async Task PrepareAsync(IJobStore store)
    {
        await using var load = new SteadyLoad(Contacts, options => options.Store = store);
        await load.Engine.StartAsync();
        await load.Engine.Operations.HoldAllAsync();
        await load.StartAsync(load.Definition, People.Zones);
    }

    /// <summary>Makes every contact wait: a thousand until the next process starts, the others for days. Releases the hold.</summary>
    private static void LetThemWait(string file)
    {
        Batteries_V2.Init();
        raw.sqlite3_open(file, out var database);
        using (database)
        {
            var sql = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                BEGIN;
                UPDATE jobs SET state = 1, number = 1, tries = 1, last_outcome = 9,
                    due = CASE id % 1000 WHEN 0 THEN {DateTimeOffset.UtcNow.UtcTicks} ELSE {DateTimeOffset.UtcNow.AddDays(1).UtcTicks} + id * 10000000 END;
                INSERT INTO counters SELECT lane, 1, value FROM counters WHERE counter = 0 ON CONFLICT DO UPDATE SET value = excluded.value;
                UPDATE counters SET value = 0 WHERE counter = 0;
                UPDATE tenants SET held = 0;
                COMMIT;
                """);
            if (raw.sqlite3_exec(database, sql) != raw.SQLITE_OK)
            {
                throw new InvalidOperationException(raw.sqlite3_errmsg(database).utf8_to_string());
            }
        }
    }
}
