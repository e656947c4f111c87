using System.Globalization;

namespace Campaigns.Sqlite;

/// <summary>
/// Keeps every other process off the file, and every other store of this one. The operating system holds the lock on a file beside the
/// database and gives it back when the process ends, however it ends. The database itself says who the holder is.
/// </summary>
internal sealed class FileOwner : IDisposable
{
    private readonly FileStream _lock;

    private FileOwner(FileStream @lock) => _lock = @lock;

    /// <summary>Who this process is, for the message that another one is refused with.</summary>
    public static string Describe(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"process {Environment.ProcessId} on {Environment.MachineName} since {now.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");

    /// <summary>Takes the file.</summary>
    /// <exception cref="SqliteStoreException">Somebody else has it, or the folder cannot be written.</exception>
    public static FileOwner Take(string path, TimeSpan busyTimeout)
    {
        FileStream? held = null;
        try
        {
            held = new FileStream($"{path}-lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new FileOwner(held);
        }
        catch (DirectoryNotFoundException)
        {
            throw new SqliteStoreException(StoreProblem.Unreachable, path, "Its folder does not exist: create it, or name another.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new SqliteStoreException(StoreProblem.ReadOnly, path, "Its folder cannot be written: give this process write permission.");
        }
        catch (IOException) when (held is null && File.Exists($"{path}-lock"))
        {
            throw new SqliteStoreException(
                StoreProblem.Held, path, $"It is held by {ReadHolder(path, busyTimeout)}. One engine owns a file: stop that one, or name another file.");
        }
    }

    public void Dispose() => _lock.Dispose();

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
