using System.Globalization;
using Campaigns.Orleans.Shards;
using Npgsql;

namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Keeps the ledger in one table of the database, one row per cap. Whoever changes it holds the lock of one row, and every change is one
/// transaction. The clock is the database's.
/// </summary>
/// <param name="database">The database of the cluster.</param>
/// <param name="shards">Tells the number of shards of the cluster.</param>
internal sealed class QuotaStore(ClusterDatabase database, Func<int> shards) : IQuotaStore
{
    /// <summary>The name of the row of the shards themselves, whose lock is the lock of the ledger.</summary>
    private const string ShardsRow = "";

    /// <summary>
    /// Who stands still with the lock loses it, and what it has changed, well before shares end. In milliseconds.
    /// </summary>
    private const int Patience = 1_500;

    private readonly string _schema = $"\"{database.Schema}\"";

    private string Lock => $"""
        select cap, total, held, shards, units, sequences, until, resting, (extract(epoch from clock_timestamp()) * 10000000)::bigint
        from {_schema}.cluster_quotas where cap = '' for update
        """;

    private string ReadCaps =>
        $"select cap, total, held, shards, units, sequences, until, resting from {_schema}.cluster_quotas where cap <> '' order by cap";

    private string Write => $"""
        insert into {_schema}.cluster_quotas (cap, total, held, shards, units, sequences, until, resting)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (cap) do update set total = excluded.total, held = excluded.held, shards = excluded.shards, units = excluded.units,
            sequences = excluded.sequences, until = excluded.until, resting = excluded.resting
        """;

    public Task ChangeAsync(Func<LockedLedger, IGoneShards, Task> change, CancellationToken cancellationToken) =>
        database.WatchAsync(() => ChangeLockedAsync(change, cancellationToken));

    private async Task<bool> ChangeLockedAsync(Func<LockedLedger, IGoneShards, Task> change, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (ledger, now) = await ReadAsync(connection, cancellationToken);
        var names = ledger.Caps.Keys.ToList();
        await change(new LockedLedger(ledger, now), new GoneShards(connection, _schema, cancellationToken));
        await WriteAsync(connection, ledger, names, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<(QuotaLedger Ledger, long Now)> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var setting in (string[])["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(string.Create(
                CultureInfo.InvariantCulture, $"set local {setting} = {Patience}")));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Lock));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ReadCaps)); // sees the last commit: each statement has a snapshot of its own
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var ledger = new QuotaLedger(shards());
        var all = QuotaRow.Read(reader);
        var now = reader.GetInt64(8);
        ledger.Hold(all.IsHeld);
        for (var i = 0; i < all.Shards.Length; i++)
        {
            ledger.Shards[all.Shards[i]] = new ShardTerm(all.Units[i], all.Sequences[i], all.Until[i]);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var cap = QuotaRow.Read(reader).ToCap();
            ledger.Caps[cap.Name] = cap;
        }

        return (ledger, now);
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, QuotaLedger ledger, IReadOnlyList<string> before, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, QuotaRow.OfShards(ShardsRow, ledger));
        foreach (var cap in ledger.Caps.Values.Where(cap => cap.IsChanged))
        {
            Add(batch, QuotaRow.Of(cap));
        }

        foreach (var name in before.Where(name => !ledger.Caps.ContainsKey(name)))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from {_schema}.cluster_quotas where cap = $1")
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = name } },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private void Add(NpgsqlBatch batch, QuotaRow row) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Write)
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = row.Name },
            new NpgsqlParameter<long> { TypedValue = row.Total },
            new NpgsqlParameter<bool> { TypedValue = row.IsHeld },
            new NpgsqlParameter<int[]> { TypedValue = row.Shards },
            new NpgsqlParameter<long[]> { TypedValue = row.Units },
            new NpgsqlParameter<long[]> { TypedValue = row.Sequences },
            new NpgsqlParameter<long[]> { TypedValue = row.Until },
            new NpgsqlParameter<long[]> { TypedValue = row.Resting },
        },
    });
}
