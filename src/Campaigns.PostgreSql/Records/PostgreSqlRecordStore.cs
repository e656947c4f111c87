using Campaigns.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Campaigns.PostgreSql;

/// <summary>
/// Keeps the host's records in the schema of the campaigns, on connections of their own. The store of the campaigns creates the table when
/// the engine starts.
/// </summary>
public sealed class PostgreSqlRecordStore : IRecordStore, IAsyncDisposable, IDisposable
{
    private const string Find = "select id, tenant, due, json, revision from ~records where kind = $1 and id = $2";

    private const string List =
        """
        select id, tenant, due, json, revision from ~records
        where kind = $1 and ($2 is null or tenant = $2) and ($3 is null or starts_with(id, $3)) and ($4 is null or id > $4)
        order by id limit $5
        """;

    private const string ListDue =
        """
        select id, tenant, due, json, revision from ~records
        where kind = $1 and ($2 is null or tenant = $2) and ($3 is null or starts_with(id, $3)) and due <= $4
        order by due, id limit $5
        """;

    private const string Write =
        """
        insert into ~records values ($1, $2, $3, $4, $5, 1)
        on conflict (kind, id) do update set tenant = $3, due = $4, json = $5, revision = records.revision + 1
        """;

    private const string Insert = "insert into ~records values ($1, $2, $3, $4, $5, 1) on conflict (kind, id) do nothing";

    private const string Update =
        "update ~records set tenant = $3, due = $4, json = $5, revision = revision + 1 where kind = $1 and id = $2 and revision = $6";

    private const string Delete = "delete from ~records where kind = $1 and id = $2";
    private const string DeleteRevision = "delete from ~records where kind = $1 and id = $2 and revision = $3";
    private readonly NpgsqlDataSource _source;
    private readonly SchemaNames _names;

    /// <summary>Sets the database. The store connects with the first use.</summary>
    /// <param name="connectionString">The connection string, as Npgsql reads it.</param>
    /// <param name="configure">Changes the options, of which the schema and the timeouts count.</param>
    public PostgreSqlRecordStore(string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var options = new PostgreSqlStoreOptions();
        configure?.Invoke(options);
        options.Check(connectionString);
        _names = new SchemaNames(options.Schema);
        _source = DataSources.ForRecords(connectionString, options);
    }

    /// <inheritdoc/>
    public async ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(_names.Of(Find));
        command.Parameters.Add(Text(kind));
        command.Parameters.Add(Text(id));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(kind, reader) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        try
        {
            return await ApplyAsync(changes, cancellationToken);
        }
        catch (PostgresException error)
        {
            DataSources.GiveUpReadOnly(_source, error);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var command = _source.CreateCommand(_names.Of(query.DueUntil is null ? List : ListDue));
        command.Parameters.Add(Text(query.Kind));
        command.Parameters.Add(Text(query.Tenant));
        command.Parameters.Add(Text(query.Prefix));
        command.Parameters.Add(query.DueUntil is { } until ? Number(until.ToUnixTimeMilliseconds()) : Text(query.After));
        command.Parameters.Add(Number(query.Limit));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<HostRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(Read(query.Kind, reader));
        }

        return found;
    }

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _source.Dispose();

    private async Task<bool> ApplyAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Everybody takes the rows in one order, so that two writers never wait for each other.
        var ordered = changes.OrderBy(change => change.Record.Kind, StringComparer.Ordinal)
            .ThenBy(change => change.Record.Id, StringComparer.Ordinal);
        foreach (var change in ordered)
        {
            await using var command = CommandOf(change, connection);
            var rows = await command.ExecuteNonQueryAsync(cancellationToken);
            if (!Holds(change, rows))
            {
                return false; // the transaction rolls back
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private NpgsqlCommand CommandOf(RecordChange change, NpgsqlConnection connection)
    {
        var (record, expected) = (change.Record, change.ExpectedRevision);
        var statement = change.IsDeletion ? (expected is null or 0 ? Delete : DeleteRevision)
            : expected switch { null => Write, 0 => Insert, _ => Update };
        var command = new NpgsqlCommand(_names.Of(statement), connection) { Parameters = { Text(record.Kind), Text(record.Id) } };
        if (!change.IsDeletion)
        {
            command.Parameters.Add(Text(record.Tenant));
            command.Parameters.Add(Number(record.Due?.ToUnixTimeMilliseconds()));
            command.Parameters.Add(Text(record.Json));
        }

        if (expected is > 0)
        {
            command.Parameters.Add(Number(expected));
        }

        return command;
    }

    /// <summary>Whether the record had the expected revision.</summary>
    private static bool Holds(RecordChange change, int rows) => change.ExpectedRevision switch
    {
        null => true,
        0 when change.IsDeletion => rows == 0,
        _ => rows == 1,
    };

    private static NpgsqlParameter Text(string? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)value ?? DBNull.Value };

    private static NpgsqlParameter Number(long? value) =>
        new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)value ?? DBNull.Value };

    private static HostRecord Read(string kind, NpgsqlDataReader row) => new(
        kind, row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1),
        row.IsDBNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)), row.GetString(3), row.GetInt64(4));
}
