using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>The problem with the file of a <see cref="SqliteJobStore"/>.</summary>
public enum StoreProblem
{
    /// <summary>The file cannot be opened, read or written, for a reason that no other value names.</summary>
    Unreachable,

    /// <summary>Another process, or another store in this process, holds the file.</summary>
    Held,

    /// <summary>Another program holds the file locked for writing.</summary>
    Busy,

    /// <summary>The disk or the quota is full.</summary>
    Full,

    /// <summary>The file is read-only.</summary>
    ReadOnly,

    /// <summary>The file is damaged, or not a SQLite database.</summary>
    Damaged,

    /// <summary>The file is a SQLite database of another program.</summary>
    Foreign,

    /// <summary>A newer version of this package has written the file.</summary>
    TooNew,

    /// <summary>The data to write contradicts the content of the file.</summary>
    Refused,

    /// <summary>The file was deleted, moved away or replaced while it was open. The engine stops.</summary>
    Replaced,

    /// <summary>The file is incomplete: a copy without its write-ahead log, or beside the log of another file.</summary>
    Incomplete,
}

/// <summary>
/// Thrown when the file cannot be used as requested. The message names the file and says what to do. Nothing was written.
/// </summary>
public sealed class SqliteStoreException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="path">The file.</param>
    /// <param name="remedy">The remedy.</param>
    public SqliteStoreException(StoreProblem problem, string path, string remedy)
        : base($"The campaign store {path}: {remedy}") => Problem = problem;

    /// <summary>The problem.</summary>
    public StoreProblem Problem { get; }

    /// <summary>True for a file that was replaced, because the replacement does not know what was sent.</summary>
    public override bool IsFinal => Problem == StoreProblem.Replaced;
}
