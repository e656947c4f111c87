using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>The problem with the database of a <see cref="PostgreSqlJobStore"/>.</summary>
public enum PostgreSqlStoreProblem
{
    /// <summary>
    /// The server cannot be reached, or the connection broke. Whether a commit was written is known after the next opening.
    /// </summary>
    Unreachable,

    /// <summary>Another engine holds the shard.</summary>
    Held,

    /// <summary>The server did not answer in time, or a lock was not granted in time.</summary>
    Busy,

    /// <summary>The server's disk is full.</summary>
    Full,

    /// <summary>The server is a replica, or the database is read-only.</summary>
    ReadOnly,

    /// <summary>The user name, the password or the certificate was refused.</summary>
    LoginRefused,

    /// <summary>The role lacks a right.</summary>
    RightMissing,

    /// <summary>The schema has an older version, and the options do not let the library migrate it.</summary>
    NotMigrated,

    /// <summary>A newer version of this package has migrated the schema.</summary>
    TooNew,

    /// <summary>The version of the server or the encoding of the database is not supported.</summary>
    Unsupported,

    /// <summary>The data to write contradicts the content of the database, or cannot be stored.</summary>
    Refused,

    /// <summary>Rows that the store needs are missing or too old, as during a restore or after one of some tables only.</summary>
    Incomplete,
}

/// <summary>
/// Thrown when the database cannot be used as requested. The message names the database and says what to do. It holds no password and no
/// data.
/// </summary>
public sealed class PostgreSqlStoreException : StoreException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="target">The server, the database, the schema and the shard.</param>
    /// <param name="remedy">What happened, and the remedy.</param>
    /// <param name="inner">The cause; null for none.</param>
    public PostgreSqlStoreException(PostgreSqlStoreProblem problem, string target, string remedy, Exception? inner = null)
        : base($"The campaign store {target}: {remedy}", inner) => Problem = problem;

    /// <summary>The problem.</summary>
    public PostgreSqlStoreProblem Problem { get; }
}
