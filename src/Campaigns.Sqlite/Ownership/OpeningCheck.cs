namespace Campaigns.Sqlite;

/// <summary>
/// Checks a file that a process opens for the first time: whether it is complete, whether the log beside it is its own, and whether it has
/// lost commits.
/// </summary>
internal static class OpeningCheck
{
    /// <summary>Checks the file before any connection reads the log, because SQLite would write any log it finds into the file.</summary>
    /// <param name="owner">The file.</param>
    /// <param name="main">The file without its log.</param>
    /// <param name="remembered">The record beside the file: the store's stamp and its newest commit.</param>
    /// <exception cref="SqliteStoreException">The file is incomplete.</exception>
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
                $"It was copied while an engine had it open, and without {Name(owner.LogPath)}, which holds the newest commits. Copy both, "
                + "with the engine stopped, or restore a backup made by BackupAsync or VACUUM INTO. If the file is complete, like one made "
                + "by .backup, mark it as complete first: "
                + $"sqlite3 {Name(owner.Path)} \"PRAGMA journal_mode = DELETE\".");
        }
    }

    /// <summary>Requires that the log beside the file belongs to it.</summary>
    /// <param name="owner">The file.</param>
    /// <param name="main">The file without the log.</param>
    /// <param name="database">A connection, which reads the file with the log.</param>
    public static void RequireOwnLog(FileOwner owner, MainFile main, Database database)
    {
        if (main.Mark is { } alone && HasLog(owner) && !IsOwn(alone, database))
        {
            throw OtherLog(owner);
        }
    }

    /// <summary>Returns why the store opens held; null if it does not.</summary>
    /// <param name="main">The file as it was before it was opened.</param>
    /// <param name="mark">The store in the file, with its log; null for a new store.</param>
    /// <param name="memory">The record beside the file, read before the store.</param>
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
            return "Another store was in this place before, or the file was deleted: contacts may have been reached that this store "
                + "does not know of.";
        }

        return mark.Value.Commit < remembered.Commit
            ? $"The file has lost its newest commits: it ends with commit {mark.Value.Commit}, but {remembered.Commit} were reported. "
                + "Contacts may have been reached since."
            : null;
    }

    public static SqliteStoreException LogAlone(string path) => Fault(
        path,
        $"The file is missing or empty, but its log, {Name(path)}-wal, exists: put back the database of this log, or move the log away.");

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
            return false; // the pages are from two databases
        }
    }

    private static bool HasLog(FileOwner owner) => new FileInfo(owner.LogPath) is { Exists: true, Length: > 0 };

    private static SqliteStoreException OtherLog(FileOwner owner) => Fault(
        owner.Path,
        $"The log beside it, {Name(owner.LogPath)}, belongs to another file or was truncated. If you have restored a backup here, move "
        + $"{Name(owner.LogPath)} and {Name(owner.Path)}-shm away: they belong to the file that was here before. Nothing was changed.");

    private static string Name(string path) => Path.GetFileName(path);

    private static SqliteStoreException Fault(string path, string remedy) => new(StoreProblem.Incomplete, path, remedy);
}
