namespace Campaigns.Sqlite;

/// <summary>The options of a <see cref="SqliteJobStore"/>.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// Whether a reported commit is on the disk and survives a power loss. True by default. If false, a process crash still loses nothing,
    /// but a power loss may. False is for tests.
    /// </summary>
    public bool SyncsToDisk { get; set; } = true;

    /// <summary>
    /// Whether the store works on its own thread, so that a slow disk blocks no other thread. True by default. False does all work within
    /// the call, which tests in virtual time need.
    /// </summary>
    public bool HasOwnThread { get; set; } = true;

    /// <summary>How long to wait for another program that holds the file for writing. 0 to 1 minute; 5 seconds by default.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The size of the page cache in bytes. 1 to 1,024 MiB; 32 MiB by default.</summary>
    public long CacheSize { get; set; } = 32L << 20;

    /// <summary>Pragmas to run on every writing connection after it is opened. Tests use them to fill the disk.</summary>
    internal string Pragmas { get; set; } = "";

    /// <summary>Whether to lock the file. Either the lock or the epoch check alone keeps a second engine out, as tests show.</summary>
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
