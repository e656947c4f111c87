using SQLitePCL;

namespace Campaigns.Sqlite;

/// <summary>Translates SQLite result codes into messages that say what to do.</summary>
internal static class SqliteFaults
{
    private const int Primary = 0xFF; // extended codes hold the primary code in their lowest byte

    public static SqliteStoreException Describe(string path, int code, string detail) => (code & Primary) switch
    {
        raw.SQLITE_FULL => Fault(path, StoreProblem.Full, "The disk or the quota is full: make room.", code, detail),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH =>
            Fault(path, StoreProblem.ReadOnly, "The file or its folder cannot be written: give this process write "
                + "permission.", code, detail),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            Fault(path, StoreProblem.Busy, "Another program holds the file for writing: close it, or let it finish.", code, detail),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB =>
            Fault(path, StoreProblem.Damaged, "The file is damaged or not a SQLite database: restore a backup, or name "
                + "another file.", code, detail),
        raw.SQLITE_CANTOPEN =>
            Fault(path, StoreProblem.Unreachable, "The file cannot be opened: check that its folder exists and can "
                + "be written.", code, detail),
        raw.SQLITE_CONSTRAINT =>
            Fault(path, StoreProblem.Refused, "The batch names an unknown lane or repeats an id.", code, detail),
        _ => Fault(path, StoreProblem.Unreachable, "The file could not be read or written.", code, detail),
    };

    private static SqliteStoreException Fault(string path, StoreProblem problem, string remedy, int code, string detail) =>
        new(problem, path, $"{remedy} SQLite says {code}{(detail.Length == 0 ? "" : $", {detail}")}.");
}
