using System.Text;
using SQLitePCL;

namespace Campaigns.Sqlite;

/// <summary>A prepared statement: bind, step, read, reset. Parameters are numbered from 1, columns from 0.</summary>
/// <remarks>
/// Uses the C interface directly. A commit of a thousand attempts runs four thousand statements. The parameters and readers of a data
/// provider would cost as much as the statements themselves.
/// </remarks>
internal sealed class Statement : IDisposable
{
    private const int SmallText = 512;
    private readonly Database _database;
    private readonly sqlite3_stmt _handle;

    public Statement(Database database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public Statement Bind(int parameter, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value) => value is { } given ? Bind(parameter, given) : BindNull(parameter);

    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        if (value.Length == 0)
        {
            _database.Check(raw.sqlite3_bind_text(_handle, parameter, "")); // an empty span would be bound as null
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = most <= SmallText ? stackalloc byte[SmallText] : new byte[most];
        _database.Check(raw.sqlite3_bind_text(_handle, parameter, bytes[..Encoding.UTF8.GetBytes(value, bytes)]));
        return this;
    }

    /// <summary>Binds a text that is UTF-8 already.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        _database.Check(raw.sqlite3_bind_text(_handle, parameter, utf8));
        return this;
    }

    public Statement BindBlob(int parameter, ReadOnlySpan<byte> bytes)
    {
        _database.Check(raw.sqlite3_bind_blob(_handle, parameter, bytes));
        return this;
    }

    /// <summary>Advances to the next row. After the last row, the statement can be bound again.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(_handle);
        return result == raw.SQLITE_DONE ? false : throw _database.Error(result);
    }

    /// <summary>Runs a statement that returns no rows.</summary>
    /// <returns>The number of changed rows.</returns>
    public int Run()
    {
        Step();
        return raw.sqlite3_changes(_database.Handle);
    }

    /// <summary>Discards the remaining rows.</summary>
    public void Reset() => raw.sqlite3_reset(_handle);

    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_handle, column);

    public int Int(int column) => (int)Long(column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_handle, column));

    /// <summary>A copy of a text as UTF-8, or of a blob.</summary>
    public byte[] Utf8(int column) => raw.sqlite3_column_blob(_handle, column).ToArray();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => _handle.Dispose();

    private Statement BindNull(int parameter)
    {
        _database.Check(raw.sqlite3_bind_null(_handle, parameter));
        return this;
    }
}
