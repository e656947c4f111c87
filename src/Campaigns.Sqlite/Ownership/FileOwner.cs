using System.Globalization;

namespace Campaigns.Sqlite;

/// <summary>
/// Locks the file against all other processes, and against other stores in this process, for every path that leads to the file. The lock is
/// SQLite's own lock on the database, held by a connection used for nothing else. It ends with the process, even after a crash.
/// </summary>
internal sealed class FileOwner : IDisposable
{
    private readonly Database _database;
    private readonly NativeFile _file;
    private readonly SqliteStoreOptions _options;
    private CommitMemory? _memory;

    private FileOwner(Database database, SqliteStoreOptions options)
    {
        _database = database;
        _options = options;
        _file = new NativeFile(database);
        Path = database.FilePath;
    }

    /// <summary>The real path of the file, after links are resolved.</summary>
    public string Path { get; }

    /// <summary>The path of the write-ahead log.</summary>
    public string LogPath => $"{Path}-wal";

    /// <summary>The record of the highest commit, in a file beside the database.</summary>
    public CommitMemory Memory => _memory ??= CommitMemory.Open(Path);

    /// <summary>Whether the path leads to another file, or to none.</summary>
    public bool HasMoved => _file.HasMoved;

    /// <summary>The size of the file in bytes.</summary>
    public long Size => _file.Size;

    /// <summary>Describes this process, for the message to another process that is refused.</summary>
    public static string Describe(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {Environment.ProcessId} on {Environment.MachineName} since {now.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");

    /// <summary>Locks the file; creates it if there is none.</summary>
    /// <exception cref="SqliteStoreException">Another owner holds the file, or the file cannot be written.</exception>
    public static FileOwner Take(string path, SqliteStoreOptions options)
    {
        if (!File.Exists(path) && new FileInfo($"{path}-wal") is { Exists: true, Length: > 0 })
        {
            throw OpeningCheck.LogAlone(path);
        }

        var database = Database.Open(path, isReader: false, options.BusyTimeout);
        try
        {
            if (database.IsReadOnly)
            {
                throw new SqliteStoreException(StoreProblem.ReadOnly, path, "The file is read-only: give this process write permission.");
            }

            var owner = new FileOwner(database, options);
            owner.Lock();
            return owner;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Reads bytes of the file itself, without the write-ahead log.</summary>
    public void Read(byte[] into, long offset) => _file.Read(into, offset);

    /// <summary>Releases the lock during an action that needs the file unlocked, then locks the file again.</summary>
    public void Lend(Action work)
    {
        _file.Release();
        work();
        Lock();
    }

    public void Dispose()
    {
        _memory?.Dispose();
        _file.Release();
        _database.Dispose();
    }

    private void Lock()
    {
        if (_options.TakesLock && !_file.TryReserve(_options.BusyTimeout))
        {
            throw new SqliteStoreException(
                StoreProblem.Held,
                Path,
                $"The file is held by {ReadHolder(Path, _options.BusyTimeout)}. One engine owns a file, for all paths to it: "
                + "stop the other engine, or name another file.");
        }
    }

    private static string ReadHolder(string path, TimeSpan busyTimeout)
    {
        try
        {
            using var database = Database.Open(path, isReader: true, busyTimeout);
            return database.ReadText("SELECT holder FROM store") ?? "another process";
        }
        catch (SqliteStoreException)
        {
            return "another process"; // the owner has just locked the file and has not written its name yet
        }
    }
}
