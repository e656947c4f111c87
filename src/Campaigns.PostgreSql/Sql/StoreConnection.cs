using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// A connection on which statements are collected and sent in one round trip. The first parameter of every statement is the shard.
/// </summary>
/// <remarks>
/// PostgreSQL runs the statements of one round trip in one transaction, unless they begin one themselves. So a commit without reads costs
/// one round trip.
/// </remarks>
internal sealed class StoreConnection(NpgsqlConnection connection, SchemaNames names, int shard) : IAsyncDisposable
{
    private readonly Dictionary<(string Sql, ulong Constants), string> _complete = [];
    private NpgsqlBatch _pending = new(connection);
    private int _checks;

    public bool IsOpen => connection.FullState.HasFlag(System.Data.ConnectionState.Open);

    /// <summary>Collects a statement that returns nothing.</summary>
    public void Add(string sql, params ReadOnlySpan<object?> values)
    {
        var command = Begin(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }
    }

    /// <summary>Collects a statement over rows. Does nothing without rows.</summary>
    public void Add(string sql, Columns rows)
    {
        var constants = RowSource.IsIn(sql) ? rows.FindConstants() : 0;
        var command = Begin(Complete(sql, rows, constants));
        for (var i = 0; i < rows.All.Count; i++)
        {
            command.Parameters.Add((constants & (1UL << i)) != 0 ? rows.All[i].Value() : rows.All[i].Array());
        }
    }

    /// <summary>Collects a statement over rows that returns one row, which nobody reads: it checks something.</summary>
    public void AddCheck(string sql, Columns rows)
    {
        Add(sql, rows);
        _checks++;
    }

    /// <summary>Collects a statement that returns one row, which nobody reads: it checks something.</summary>
    public void AddCheck(string sql, params ReadOnlySpan<object?> values)
    {
        Add(sql, values);
        _checks++;
    }

    /// <summary>Sends the collected statements.</summary>
    public async Task RunAsync()
    {
        await using var batch = Take(out _);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Sends the collected statements and a query, and reads its rows.</summary>
    public Task<List<T>> ReadAllAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        Add(sql, values);
        return ReadAsync(read);
    }

    /// <summary>Sends the collected statements and a query, and reads its first row.</summary>
    /// <returns>The row; the default value if there is none.</returns>
    public async Task<T?> ReadFirstAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object?[] values)
    {
        var rows = await ReadAllAsync(sql, read, values);
        return rows.Count == 0 ? default : rows[0];
    }

    /// <summary>Sends the collected statements and a query over rows, and reads the rows of its answer.</summary>
    public Task<List<T>> ReadAllAsync<T>(string sql, Func<NpgsqlDataReader, T> read, Columns rows)
    {
        Add(sql, rows);
        return ReadAsync(read);
    }

    /// <summary>Sends the collected queries, and reads the rows of each in order.</summary>
    /// <param name="readers">Reads a row of each query.</param>
    public async Task ReadEachAsync(IReadOnlyList<Action<NpgsqlDataReader>> readers)
    {
        await using var batch = Take(out _);
        await using var reader = await batch.ExecuteReaderAsync();
        foreach (var read in readers)
        {
            while (await reader.ReadAsync())
            {
                read(reader);
            }

            await reader.NextResultAsync();
        }
    }

    /// <summary>Forgets the collected statements, and ends the transaction.</summary>
    /// <param name="isBegun">Whether a transaction of several round trips may have begun.</param>
    public async Task RollBackAsync(bool isBegun)
    {
        await Take(out _).DisposeAsync();
        if (isBegun)
        {
            await using var command = new NpgsqlCommand("rollback", connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<List<T>> ReadAsync<T>(Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        await using var batch = Take(out var checks);
        await using var reader = await batch.ExecuteReaderAsync();
        for (; checks > 0; checks--)
        {
            await reader.NextResultAsync();
        }

        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private string Complete(string sql, Columns rows, ulong constants)
    {
        if (!RowSource.IsIn(sql))
        {
            return sql;
        }

        if (!_complete.TryGetValue((sql, constants), out var text))
        {
            _complete[(sql, constants)] = text = RowSource.Complete(sql, rows, constants);
        }

        return text;
    }

    private NpgsqlBatch Take(out int checks)
    {
        var batch = _pending;
        _pending = new NpgsqlBatch(connection);
        (checks, _checks) = (_checks, 0);
        return batch;
    }

    private NpgsqlBatchCommand Begin(string sql)
    {
        var command = new NpgsqlBatchCommand(names.Of(sql));
        if (command.CommandText.Contains("$1", StringComparison.Ordinal))
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = shard });
        }

        _pending.BatchCommands.Add(command);
        return command;
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        int number => new NpgsqlParameter<int> { TypedValue = number },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        short number => new NpgsqlParameter<short> { TypedValue = number },
        string text => new NpgsqlParameter<string> { TypedValue = text },
        bool flag => new NpgsqlParameter<bool> { TypedValue = flag },
        byte[] bytes => new NpgsqlParameter<byte[]> { TypedValue = bytes },
        long[] numbers => new NpgsqlParameter<long[]> { TypedValue = numbers },
        int[] numbers => new NpgsqlParameter<int[]> { TypedValue = numbers },
        byte[][] list => new NpgsqlParameter<byte[][]> { TypedValue = list },
        string[] texts => new NpgsqlParameter<string[]> { TypedValue = texts },
        null => new NpgsqlParameter { Value = DBNull.Value },
        _ => throw new ArgumentException($"No parameter has the type {value.GetType().Name}.", nameof(value)),
    };
}
