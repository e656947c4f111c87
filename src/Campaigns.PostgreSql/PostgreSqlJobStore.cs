using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// Stores campaigns in a PostgreSQL database. One engine owns a shard of the store at a time. A reported commit is as durable as the
/// server's <c>synchronous_commit</c> makes it. Dispose the store after the engine has stopped.
/// </summary>
public sealed class PostgreSqlJobStore : IJobStore, IAsyncDisposable, IDisposable
{
    private readonly PostgreSqlStoreOptions _options = new();
    private readonly SchemaNames _names;
    private readonly NpgsqlDataSource _source;
    private readonly PostgreSqlQueries _queries;
    private readonly ShardOwner _owner;
    private readonly Upkeep _upkeep;
    private StoreSession? _session;
    private Task _lastWork = Task.CompletedTask;
    private bool _isMigrated;
    private bool _isSuspect;
    private bool _isClosed;

    /// <summary>Sets the database. The store connects when the engine starts.</summary>
    /// <param name="connectionString">The connection string, as Npgsql reads it.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="random">The source of the stamp of a new store; a new instance by default.</param>
    public PostgreSqlJobStore(string connectionString, Action<PostgreSqlStoreOptions>? configure = null, Random? random = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        configure?.Invoke(_options);
        _options.Check(connectionString);
        _names = new SchemaNames(_options.Schema);
        _source = DataSources.ForWriting(connectionString, _options);
        _queries = new PostgreSqlQueries(
            DataSources.ForQueries(connectionString, _options), DataSources.ForLists(connectionString, _options), _names, _options);
        _upkeep = new Upkeep(_source, _names, _options);
        _owner = new ShardOwner(_options, (ulong)(random ?? new Random()).NextInt64());
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new(Durable: true) { CommitSize = 2_000 };

    /// <inheritdoc/>
    public IJobQueries Queries => _queries;

    /// <summary>The last commit whose result was unknown, and whether the next opening found it written. For tests.</summary>
    internal (long Commit, bool IsWritten)? Settled { get; private set; }

    /// <summary>Waits until the work on a connection of its own has ended. For tests.</summary>
    internal Task EndUpkeepAsync() => _upkeep.EndAsync();

    /// <inheritdoc/>
    /// <exception cref="PostgreSqlStoreException">The database cannot be used. The message says why and what to do.</exception>
    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var before = _lastWork; // may still run, if the engine has not waited for its end
        return DoAsync(
            async () =>
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                await MigrateAsync(now);
                var unknown = await CloseSessionAsync(before);
                var (session, snapshot) = await StoreSession.OpenAsync(_source, _names, _owner, _upkeep, now);
                (_session, _isSuspect) = (session, false);
                Settled = unknown == 0 ? null : (unknown, snapshot.Before.Commit >= unknown);
                return snapshot;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="PostgreSqlStoreException">
    /// Nothing was written, or whether anything was written is unknown until the store is opened again. The message says why and what to
    /// do.
    /// </exception>
    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        DoAsync(() => Session.CommitAsync(batch), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="PostgreSqlStoreException">
    /// Nothing was removed, or whether anything was removed is unknown. The message says why and what to do.
    /// </exception>
    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken) =>
        DoAsync(() => Session.PurgeAsync(epoch, campaign, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        into.AddRange(await DoAsync(() => JobReader.ReadNewAsync(Session.Database, lane, after, limit), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        into.AddRange(await DoAsync(() => JobReader.ReadWaitingAsync(Session.Database, lane, after, limit), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        into.AddRange(await DoAsync(() => JobReader.ReadExpiringAsync(Session.Database, lane, limit), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) =>
        DoAsync(() => JobReader.FindAsync(Session.Database, job), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        DoAsync(() => JobReader.FindAsync(Session.Database, campaign, contactKey), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        DoAsync(() => AttemptReader.FindAsync(Session.Database, provider, callId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        var found = await DoAsync(() => PersonReader.FindOpenAsync(Session.Database, [person]), cancellationToken);
        into.AddRange(found.Select(row => row.Job));
    }

    /// <inheritdoc/>
    public async ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        into.AddRange(await DoAsync(() => CampaignReader.FindAsync(Session.Database, query), cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken)
    {
        var rows = new List<HistoryRow>(); // the store must not write to the list of a caller that has given up
        var next = await DoAsync(() => HistoryReader.ReadAsync(Session.Database, (tenant, since), from, limit, rows), cancellationToken);
        into.AddRange(rows);
        return next;
    }

    /// <summary>Finishes pending work, releases the shard and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        _owner.GiveUp();
        await PoolWork.IgnoreAsync(_lastWork);
        await _upkeep.EndAsync();
        if (_session is { } session && !_isSuspect)
        {
            // If this fails, the next owner waits until the lease has ended.
            await PoolWork.IgnoreAsync(_owner.ReleaseAsync(session.Database, session.Epoch));
        }

        await PoolWork.IgnoreAsync(CloseSessionAsync(_lastWork));
        await _source.DisposeAsync();
        await _queries.DisposeAsync();
    }

    /// <summary>Finishes pending work, releases the shard and closes the connections.</summary>
    public void Dispose() => PoolWork.Wait(() => DisposeAsync().AsTask());

    private StoreSession Session =>
        _session ?? throw new InvalidOperationException("The store is not open: an engine opens it when it starts.");

    private async Task MigrateAsync(DateTimeOffset now)
    {
        if (!_isMigrated)
        {
            await using var connection = await _source.OpenConnectionAsync();
            await Migrations.RunAsync(connection, _options, _names);
            if (_options.Migrates)
            {
                await Partitions.CreateAsync(connection, _names, now);
            }

            _isMigrated = true;
        }
    }

    /// <param name="work">The last work on the session. While it runs, its connection must be left alone.</param>
    /// <returns>The number of the session's commit whose result is unknown; 0 for none.</returns>
    private async Task<long> CloseSessionAsync(Task work)
    {
        var session = _session;
        _session = null;
        if (session is null)
        {
            return 0;
        }

        var unknown = session.Unknown;
        var closing = CloseAfterAsync(work, session);
        await (work.IsCompleted ? closing : Task.CompletedTask);
        return unknown;

        static async Task CloseAfterAsync(Task work, StoreSession session)
        {
            await PoolWork.IgnoreAsync(work);
            await PoolWork.IgnoreAsync(session.DisposeAsync().AsTask());
        }
    }

    private ValueTask<T> DoAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        var task = PoolWork.DoAsync(() => WatchAsync(work));
        _lastWork = task;
        return new(task);
    }

    /// <summary>Names the cause of a failure. After a failure of the connection, only a new opening helps.</summary>
    private async Task<T> WatchAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (PostgreSqlFaults.IsOurs(error) && error is not PostgreSqlStoreException)
        {
            _isSuspect |= !PostgreSqlFaults.IsCertain(error);
            DataSources.GiveUpReadOnly(_source, error);
            _queries.GiveUpReadOnly(error);
            throw PostgreSqlFaults.Of(error, _options.Target);
        }
    }
}
