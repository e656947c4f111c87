namespace Campaigns.Sqlite;

/// <summary>How a <see cref="SqliteJobStore"/> works.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// Whether a commit that was reported is on the disk, whatever happens to the machine. True by default. Without it a crash of the
    /// process loses nothing either, but a loss of power may: for tests.
    /// </summary>
    public bool SyncsToDisk { get; set; } = true;

    /// <summary>
    /// Whether the store works on a thread of its own, so that a slow disk holds up no other. True by default. False does everything
    /// within the call, which tests in virtual time need.
    /// </summary>
    public bool HasOwnThread { get; set; } = true;

    /// <summary>How long to wait for another program that holds the file for writing. 0 to 1 minute; 5 seconds by default.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How much of the file to keep in memory, in bytes. 1 to 1,024 MiB; 32 MiB by default.</summary>
    public long CacheSize { get; set; } = 32L << 20;

    /// <summary>Run on every connection that writes, after it was opened: how tests fill the disk.</summary>
    internal string Pragmas { get; set; } = "";

    /// <summary>Whether the file is locked, and whether a commit looks at the epoch: each alone keeps a second engine out, as tests show.</summary>
    internal bool TakesLock { get; set; } = true;

    internal bool ChecksEpoch { get; set; } = true;

    internal SqliteStoreOptions Check()
    {
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromMinutes(1))
        {
            throw new ArgumentOutOfRangeException(nameof(BusyTimeout), BusyTimeout, "Use 0 to 1 minute.");
        }

        if (CacheSize is < 1L << 20 or > 1L << 30)
        {
            throw new ArgumentOutOfRangeException(nameof(CacheSize), CacheSize, "Use 1 to 1,024 MiB.");
        }

        return this;
    }
}
