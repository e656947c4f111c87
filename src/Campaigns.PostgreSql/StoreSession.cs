using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>The owner's connection, with the number of its last commit. After an unknown result it is of no use any more.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    private const string Fence = "select ~fence($1, $2, $3, $4::bigint, $5)";

    private readonly PostgreSqlStoreOptions _options;
    private readonly BatchWriter _writer;
    private readonly CampaignEraser _eraser;
    private readonly Upkeep _upkeep;
    private readonly LiveIndex _live = new();
    private long _epoch;
    private long _commit;

    private StoreSession(NpgsqlConnection connection, SchemaNames names, PostgreSqlStoreOptions options, Upkeep upkeep)
    {
        (_options, _upkeep) = (options, upkeep);
        Database = new StoreConnection(connection, names, options.Shard);
        _writer = new BatchWriter(Database, _live);
        _eraser = new CampaignEraser(Database, _live);
    }

    public StoreConnection Database { get; }

    public long Epoch => _epoch;

    /// <summary>The number of the last commit that was reported.</summary>
    public long Commit => _commit;

    /// <summary>The number of a commit whose result is unknown; 0 for none.</summary>
    public long Unknown { get; private set; }

    /// <summary>Connects, and takes the shard over.</summary>
    public static async Task<(StoreSession Session, StoreSnapshot Snapshot)> OpenAsync(
        NpgsqlDataSource source, SchemaNames names, ShardOwner owner, Upkeep upkeep, DateTimeOffset now)
    {
        var connection = await source.OpenConnectionAsync();
        try
        {
            var session = new StoreSession(connection, names, owner.Options, upkeep);
            var shard = await owner.TakeAsync(session.Database, now);
            (session._epoch, session._commit) = (shard.Epoch, shard.Commit);
            var snapshot = await SnapshotReader.ReadAsync(session.Database, shard, session._live);
            snapshot.Lease = owner.Options.LeaseOfOwner;
            return (session, snapshot);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<CommitReceipt> CommitAsync(CommitBatch batch)
    {
        var receipt = await WriteAsync(batch.Epoch, batch.Now, BatchWriter.NeedsReads(batch), () => _writer.WriteAsync(batch));
        return _options.LeaseOfOwner is { } lease ? receipt with { Lease = lease } : receipt;
    }

    public async Task<bool> PurgeAsync(long epoch, CampaignId campaign, int limit)
    {
        Require(epoch);
        var (jobs, areLast) = await _eraser.FindAsync(campaign, limit);
        return await WriteAsync(epoch, null, isLong: false, () =>
        {
            _eraser.Erase(campaign, jobs, areLast);
            return Task.FromResult(areLast);
        });
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>
    /// Writes in one transaction that begins with the fence. Only the owner with the newest epoch passes it, and each commit passes once.
    /// </summary>
    /// <param name="epoch">The epoch that the caller holds.</param>
    /// <param name="at">When the commit was made; null for a purge.</param>
    /// <param name="isLong">Whether the transaction needs several round trips.</param>
    /// <param name="write">Collects the statements.</param>
    private async Task<T> WriteAsync<T>(long epoch, DateTimeOffset? at, bool isLong, Func<Task<T>> write)
    {
        Require(epoch);
        var isSent = false;
        try
        {
            if (isLong)
            {
                Database.Add("begin");
            }

            Database.AddCheck(Fence, _epoch, _commit + 1, at?.UtcTicks, (int)_options.LeaseTime.TotalMilliseconds);
            var result = await write();
            if (isLong)
            {
                Database.Add("commit");
            }

            isSent = true;
            await Database.RunAsync();
            _commit++;
            _options.Memory.Note((_epoch, _commit));
            var changed = _live.Accept();
            if (at is { } now)
            {
                _upkeep.Note(changed, now);
            }

            return result;
        }
        catch (Exception error)
        {
            _live.Discard();
            await FailAsync(error, isSent, isLong);
            throw;
        }
    }

    private void Require(long epoch)
    {
        if (epoch != _epoch)
        {
            throw new StoreFencedException(epoch, _epoch);
        }
    }

    /// <summary>Ends the transaction of a failed commit, or notes that its result is unknown.</summary>
    private async Task FailAsync(Exception error, bool isSent, bool isLong)
    {
        if (Database.IsOpen && (PostgreSqlFaults.IsCertain(error) || !isSent))
        {
            await Database.RollBackAsync(isLong);
        }
        else if (isSent)
        {
            Unknown = _commit + 1;
        }

        if (error is PostgresException { SqlState: PostgreSqlFaults.Fenced })
        {
            var newest = await Database.ReadFirstAsync("select epoch from ~shards where shard = $1", row => row.GetInt64(0));
            throw new StoreFencedException(_epoch, newest);
        }
    }
}
