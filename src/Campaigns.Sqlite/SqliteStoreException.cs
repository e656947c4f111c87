using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>What is wrong with the file of a <see cref="SqliteJobStore"/>.</summary>
public enum StoreProblem
{
    /// <summary>It cannot be opened, read or written, for a reason that no other value names.</summary>
    Unreachable,

    /// <summary>Another process, or another store in this one, holds it.</summary>
    Held,

    /// <summary>Another program holds it locked for writing.</summary>
    Busy,

    /// <summary>The disk or the quota is full.</summary>
    Full,

    /// <summary>It may not be written.</summary>
    ReadOnly,

    /// <summary>It is damaged, or no SQLite database.</summary>
    Damaged,

    /// <summary>It is a SQLite database of something else.</summary>
    Foreign,

    /// <summary>A newer version of this package has written it.</summary>
    TooNew,

    /// <summary>What was to be written contradicts what it holds.</summary>
    Refused,

    /// <summary>It was deleted, moved away or replaced while it was open. The engine stops.</summary>
    Replaced,

    /// <summary>It is not whole: a copy without its write-ahead log, or beside the log of another file.</summary>
    Incomplete,
}

/// <summary>The file cannot be used as asked. The message names the file and what to do; nothing was written.</summary>
public sealed class SqliteStoreException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <param name="path">The file.</param>
    /// <param name="remedy">What to do.</param>
    public SqliteStoreException(StoreProblem problem, string path, string remedy)
        : base($"The campaign store {path}: {remedy}") => Problem = problem;

    /// <summary>What is wrong.</summary>
    public StoreProblem Problem { get; }

    /// <summary>True for a file that was replaced: what stands in its place knows nothing of what was sent.</summary>
    public override bool IsFinal => Problem == StoreProblem.Replaced;
}
