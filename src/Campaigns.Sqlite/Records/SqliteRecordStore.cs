using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Keeps the host's records in a SQLite file of their own, beside the file of the campaigns, so that neither waits for the other's commits.
/// The file opens with the first use.
/// </summary>
public sealed class SqliteRecordStore : IRecordStore, IDisposable
{
    private const string Columns = "id, tenant, due, json, revision";

    // Strings compare by their UTF-8 bytes, which is the order of ids in this file.
    private const string Schema =
        """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;
        CREATE TABLE IF NOT EXISTS records(kind TEXT NOT NULL, id TEXT NOT NULL, tenant TEXT, due INTEGER, json TEXT NOT NULL,
            revision INTEGER NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS records_due ON records(kind, due, id) WHERE due IS NOT NULL;
        CREATE INDEX IF NOT EXISTS records_tenant ON records(kind, tenant, id) WHERE tenant IS NOT NULL;
        """;

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<string, Statement> _statements = []; // to prepare one takes longer than to run it
    private Database? _database;

    /// <summary>Creates the store.</summary>
    /// <param name="path">The file. It is created if it does not exist; its folder must exist, on a local disk.</param>
    public SqliteRecordStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = path;
    }

    /// <inheritdoc/>
    public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var statement = Prepare($"SELECT {Columns} FROM records WHERE kind = ?1 AND id = ?2");
            statement.Bind(1, kind).Bind(2, id);
            var found = statement.Step() ? Read(kind, statement) : null;
            statement.Reset();
            return new(found);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_lock)
        {
            return new(Open().Transact(() =>
            {
                if (!changes.All(Expects))
                {
                    return false;
                }

                foreach (var change in changes)
                {
                    Write(change);
                }

                return true;
            }));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sql = $"SELECT {Columns} FROM records WHERE kind = ?1"
            + (query.Tenant is null ? "" : " AND tenant = ?2")
            + (query.Prefix is null ? "" : " AND id >= ?3 AND substr(id, 1, length(?3)) = ?3")
            + (query.After is null ? "" : " AND id > ?4")
            + (query.DueUntil is null ? " ORDER BY id" : " AND due <= ?5 ORDER BY due, id")
            + " LIMIT ?6";
        lock (_lock)
        {
            var statement = Prepare(sql);
            statement.Bind(1, query.Kind).Bind(6, query.Limit);
            BindIfGiven(statement, 2, query.Tenant);
            BindIfGiven(statement, 3, query.Prefix);
            BindIfGiven(statement, 4, query.After);
            if (query.DueUntil is { } until)
            {
                statement.Bind(5, until.ToUnixTimeMilliseconds());
            }

            var found = new List<HostRecord>();
            while (statement.Step())
            {
                found.Add(Read(query.Kind, statement));
            }

            return new(found);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _statements.Clear(); // the connection disposes them
            _database?.Dispose();
            _database = null;
        }
    }

    private Database Open()
    {
        if (_database is null)
        {
            var database = Database.Open(_path, isReader: false, BusyTimeout);
            try
            {
                database.Execute(Schema);
            }
            catch
            {
                database.Dispose();
                throw;
            }

            _database = database;
        }

        return _database;
    }

    private Statement Prepare(string sql)
    {
        var database = Open();
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements.Add(sql, statement = database.Prepare(sql));
        }

        statement.Reset(); // after an error it may stand on a row
        return statement;
    }

    private bool Expects(RecordChange change)
    {
        if (change.ExpectedRevision is not { } expected)
        {
            return true;
        }

        var statement = Prepare("SELECT revision FROM records WHERE kind = ?1 AND id = ?2");
        statement.Bind(1, change.Record.Kind).Bind(2, change.Record.Id);
        var revision = statement.Step() ? statement.Long(0) : 0;
        statement.Reset();
        return revision == expected;
    }

    private void Write(RecordChange change)
    {
        const string Delete = "DELETE FROM records WHERE kind = ?1 AND id = ?2";
        const string Upsert =
            """
            INSERT INTO records VALUES(?1, ?2, ?3, ?4, ?5, 1)
            ON CONFLICT(kind, id) DO UPDATE SET tenant = ?3, due = ?4, json = ?5, revision = revision + 1
            """;
        var record = change.Record;
        var statement = Prepare(change.IsDeletion ? Delete : Upsert);
        statement.Bind(1, record.Kind).Bind(2, record.Id);
        if (!change.IsDeletion)
        {
            statement.Bind(3, record.Tenant).Bind(4, record.Due?.ToUnixTimeMilliseconds()).Bind(5, record.Json);
        }

        statement.Run();
    }

    private static void BindIfGiven(Statement statement, int parameter, string? value)
    {
        if (value is not null)
        {
            statement.Bind(parameter, value);
        }
    }

    private static HostRecord Read(string kind, Statement row)
    {
        DateTimeOffset? due = row.IsNull(2) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.Long(2));
        return new(kind, row.Text(0), row.TextOrNull(1), due, row.Text(3), row.Long(4));
    }
}
