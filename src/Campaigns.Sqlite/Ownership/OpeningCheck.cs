namespace Campaigns.Sqlite;

/// <summary>
/// Judges a file that a process opens for the first time: whether it is whole, with its own log beside it, and whether it has lost commits.
/// </summary>
internal static class OpeningCheck
{
    /// <summary>What can be told before any connection has read the log: SQLite would bring whatever log it finds into the file.</summary>
    /// <param name="owner">The file.</param>
    /// <param name="main">The file without its log.</param>
    /// <param name="remembered">What is remembered beside it: the store's stamp, and its newest commit.</param>
    /// <exception cref="SqliteStoreException">The file is not whole.</exception>
    public static void RequireWhole(FileOwner owner, MainFile main, (ulong Stamp, long Commit)? remembered)
    {
        var hasLog = HasLog(owner);
        if (main.Size == 0 && hasLog)
        {
            throw LogAlone(owner.Path);
        }

        if (!main.IsLogged && hasLog)
        {
            throw OtherLog(owner);
        }

        if (main is { IsLogged: true, Mark: { IsOpen: true } mark } && !hasLog && remembered?.Stamp != mark.Stamp)
        {
            throw Fault(
                owner.Path,
                $"It was copied while an engine had it open, and without {Name(owner.LogPath)}, in which the newest commits stand. Copy both, "
                + "with the engine stopped, or restore a backup that BackupAsync or VACUUM INTO has made. If it is whole, as what .backup "
                + "makes, say so first: "
                + $"sqlite3 {Name(owner.Path)} \"PRAGMA journal_mode = DELETE\".");
        }
    }

    /// <summary>Requires that the log beside the file is its own.</summary>
    /// <param name="owner">The file.</param>
    /// <param name="main">The file without the log.</param>
    /// <param name="database">A connection, which sees it with the log.</param>
    public static void RequireOwnLog(FileOwner owner, MainFile main, Database database)
    {
        if (main.Mark is { } alone && HasLog(owner) && !IsOwn(alone, database))
        {
            throw OtherLog(owner);
        }
    }

    /// <summary>Why the store opens held; null when it does not.</summary>
    /// <param name="main">The file as it was before it was opened.</param>
    /// <param name="mark">The store in it, with its log; null for a new one.</param>
    /// <param name="memory">What was remembered beside it, before the store was read.</param>
    public static string? ReasonToHold(MainFile main, StoreMark? mark, (ulong Stamp, long Commit)? memory)
    {
        if (memory is not { } remembered)
        {
            return mark is { IsOpen: true } && !main.IsLogged
                ? "The file is a copy that was made while an engine had it open: contacts may have been reached since."
                : null;
        }

        if (mark?.Stamp != remembered.Stamp)
        {
            return "Another store was in this place before, or the file was deleted: contacts may have been reached that this one knows "
                + "nothing of.";
        }

        return mark.Value.Commit < remembered.Commit
            ? $"The file has lost its newest commits: it ends with number {mark.Value.Commit}, and {remembered.Commit} were reported. "
                + "Contacts may have been reached since."
            : null;
    }

    public static SqliteStoreException LogAlone(string path) => Fault(
        path,
        $"It is missing or empty, and beside it lies its log, {Name(path)}-wal: put the database back that belongs to it, or move the log away.");

    private static bool IsOwn(StoreMark alone, Database database)
    {
        try
        {
            return StoreMark.Read(database) is { } logged
                && alone.Precedes(logged)
                && alone.Commit >= logged.Base && alone.Commit <= logged.Commit;
        }
        catch (SqliteStoreException)
        {
            return false; // pages of two databases
        }
    }

    private static bool HasLog(FileOwner owner) => new FileInfo(owner.LogPath) is { Exists: true, Length: > 0 };

    private static SqliteStoreException OtherLog(FileOwner owner) => Fault(
        owner.Path,
        $"Beside it lies a log that is not its own, {Name(owner.LogPath)}, or was cut. If you have restored a backup here, move "
        + $"{Name(owner.LogPath)} and {Name(owner.Path)}-shm away: they belong to the file that was here before. Nothing was changed.");

    private static string Name(string path) => Path.GetFileName(path);

    private static SqliteStoreException Fault(string path, string remedy) => new(StoreProblem.Incomplete, path, remedy);
}
