using SQLitePCL;

namespace Campaigns.Sqlite;

/// <summary>One connection to the file. Not thread-safe.</summary>
internal sealed class Database : IDisposable
{
    private const int PagesWritten = 9; // SQLITE_DBSTATUS_CACHE_WRITE
    private readonly List<Statement> _statements = [];
    private readonly string _path;
    private readonly int _busyTimeout; // milliseconds

    static Database() => Batteries_V2.Init();

    private Database(string path, sqlite3 handle, int busyTimeout)
    {
        (_path, _busyTimeout) = (path, busyTimeout);
        Handle = handle;
    }

    public sqlite3 Handle { get; }

    /// <summary>The real path of the file, after links are resolved. The names of companion files start with it.</summary>
    public string FilePath => raw.sqlite3_db_filename(Handle, "main").utf8_to_string();

    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") != 0;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="isReader">Whether to open it read-only; it must exist.</param>
    /// <param name="busyTimeout">How long to wait for a program that holds it locked.</param>
    /// <param name="mayCreate">Whether to create the file if there is none; not for readers.</param>
    public static Database Open(string path, bool isReader, TimeSpan busyTimeout, bool mayCreate = true)
    {
        var mode = isReader ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | (mayCreate ? raw.SQLITE_OPEN_CREATE : 0);
        return Open(path, path, mode, busyTimeout);
    }

    /// <summary>Opens the file without its write-ahead log and without a lock, as a copy of only that file would be read.</summary>
    public static Database OpenAlone(string path)
    {
        var segments = (OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path).Split('/').Select(Uri.EscapeDataString);
        var uri = $"file://{(path.StartsWith('/') ? "" : "/")}{string.Join('/', segments)}?immutable=1";
        return Open(path, uri, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI, TimeSpan.Zero);
    }

    private static Database Open(string path, string name, int mode, TimeSpan busyTimeout)
    {
        var result = raw.sqlite3_open_v2(name, out var handle, mode | raw.SQLITE_OPEN_NOMUTEX, null);
        if (result != raw.SQLITE_OK)
        {
            handle?.Dispose();
            throw SqliteFaults.Describe(path, result, "");
        }

        raw.sqlite3_busy_timeout(handle, (int)busyTimeout.TotalMilliseconds);
        return new Database(path, handle, (int)busyTimeout.TotalMilliseconds);
    }

    /// <summary>Prepares a statement that is disposed with the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(this, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs statements once and ignores their rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The first column of the first row; 0 if there is no row.</summary>
    public long ReadNumber(string sql)
    {
        using var statement = new Statement(this, sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>The first column of the first row; null if there is no row.</summary>
    public string? ReadText(string sql)
    {
        using var statement = new Statement(this, sql);
        return statement.Step() ? statement.TextOrNull(0) : null;
    }

    /// <summary>Runs work in a transaction. Takes the write lock at the beginning, so that no later statement has to wait.</summary>
    public T Transact<T>(Func<T> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work();
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    /// <summary>The number of pages written since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(Handle, PagesWritten, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Writes the write-ahead log into the file, as far as readers allow.</summary>
    /// <returns>Whether the file now holds the whole log.</returns>
    public bool Checkpoint() =>
        raw.sqlite3_wal_checkpoint_v2(Handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var logged, out var written) == raw.SQLITE_OK
        && logged == written;

    /// <summary>Writes the whole write-ahead log into the file, and cuts the log to nothing, unless a reader still needs it.</summary>
    /// <returns>Whether the log is empty now.</returns>
    public bool EmptyLog()
    {
        raw.sqlite3_busy_timeout(Handle, 0);
        try
        {
            return raw.sqlite3_wal_checkpoint_v2(Handle, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _) == raw.SQLITE_OK;
        }
        finally
        {
            raw.sqlite3_busy_timeout(Handle, _busyTimeout);
        }
    }

    /// <summary>Sets whether closing keeps the write-ahead log, instead of writing it into the file and deleting it.</summary>
    public void KeepLogOnClose(bool isKept) =>
        Check(raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, isKept ? 1 : 0, out _));

    public void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw Error(result);
        }
    }

    public SqliteStoreException Error(int result) =>
        SqliteFaults.Describe(_path, result, raw.sqlite3_errmsg(Handle).utf8_to_string());

    public void Dispose()
    {
        _statements.ForEach(statement => statement.Dispose());
        Handle.Dispose();
    }

    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            raw.sqlite3_exec(Handle, "ROLLBACK"); // the current exception reports the failure
        }
    }
}
