using System.Globalization;

namespace Campaigns.Sqlite;

/// <summary>
/// Keeps every other process off the file, and every other store of this one, whatever path leads them to it: a lock of SQLite's own on the
/// database itself, held by a connection that does nothing else. It ends with the process, however that ends.
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

    /// <summary>Where the file really is: links that lead to it are followed.</summary>
    public string Path { get; }

    /// <summary>Its write-ahead log.</summary>
    public string LogPath => $"{Path}-wal";

    /// <summary>The highest commit there ever was, remembered beside the file.</summary>
    public CommitMemory Memory => _memory ??= CommitMemory.Open(Path);

    /// <summary>Whether another file stands in its place, or none.</summary>
    public bool HasMoved => _file.HasMoved;

    /// <summary>Its size in bytes.</summary>
    public long Size => _file.Size;

    /// <summary>Who this process is, for the message that another one is refused with.</summary>
    public static string Describe(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {Environment.ProcessId} on {Environment.MachineName} since {now.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");

    /// <summary>Takes the file; makes it if there is none.</summary>
    /// <exception cref="SqliteStoreException">Somebody else has it, or it cannot be written.</exception>
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
                throw new SqliteStoreException(StoreProblem.ReadOnly, path, "It may not be written: give this process write permission.");
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

    /// <summary>Reads bytes of the file itself, without its log.</summary>
    public void Read(byte[] into, long offset) => _file.Read(into, offset);

    /// <summary>Lets go of the file while something is done that needs it free, and takes it back.</summary>
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
                $"It is held by {ReadHolder(Path, _options.BusyTimeout)}. One engine owns a file, whatever path leads to it: "
                + "stop that one, or name another file.");
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
            return "another process"; // it has taken the file this very moment and written nothing yet
        }
    }
}
