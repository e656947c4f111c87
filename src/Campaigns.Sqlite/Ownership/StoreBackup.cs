using SQLitePCL;

namespace Campaigns.Sqlite;

/// <summary>Copies the whole database in one consistent state while an engine runs.</summary>
internal static class StoreBackup
{
    public static Task RunAsync(string source, string target, TimeSpan busyTimeout, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
        () => Run(source, target, busyTimeout, cancellationToken),
        cancellationToken,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    /// <summary>Writes to a temporary name first, so that an interrupted copy is not taken for a backup.</summary>
    private static void Run(string source, string target, TimeSpan busyTimeout, CancellationToken cancellationToken)
    {
        var part = $"{target}-part";
        using var database = Database.Open(source, isReader: true, busyTimeout);
        Migrations.RequireOurs(database, source);
        try
        {
            RequireFree(target);
            File.Delete(part);
            Copy(database, part, cancellationToken);
            using (var copy = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            {
                copy.Flush(flushToDisk: true);
            }

            File.Move(part, target);
        }
        catch (Exception error) when (error is not SqliteStoreException and (IOException or UnauthorizedAccessException))
        {
            throw new SqliteStoreException(
                StoreProblem.Unreachable,
                target,
                $"The backup cannot be written: check that its folder exists and has room. The system says 0x{error.HResult:X8}.");
        }
    }

    private static void RequireFree(string target)
    {
        if (File.Exists(target))
        {
            throw new SqliteStoreException(StoreProblem.Refused, target, "A file with this name already exists: use another name.");
        }
    }

    private static void Copy(Database database, string part, CancellationToken cancellationToken)
    {
        using var statement = new Statement(database, "VACUUM INTO ?1");
        using var registration = cancellationToken.Register(() => raw.sqlite3_interrupt(database.Handle));
        try
        {
            statement.Bind(1, part).Run();
        }
        catch (SqliteStoreException)
        {
            File.Delete(part);
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }
}
