using System.Security.Cryptography;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Stores campaigns in one SQLite file: durable, for one engine on one machine. A reported commit is on the disk. The file and its
/// companions (-wal, -shm, -commits) belong to one process at a time. Dispose the store after the engine has stopped.
/// </summary>
public sealed class SqliteJobStore : IJobStore, IDisposable
{
    private readonly string _path;
    private readonly SqliteStoreOptions _options;
    private readonly StoreThread _thread;
    private readonly SqliteQueries _queries;
    private readonly ulong _stamp;
    // Not injected, because it must be unique across processes.
    private readonly long _number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8));
    private FileOwner? _owner;
    private StoreSession? _session;
    private StoreMark? _mark;
    private bool _isClosed;
    private bool _isSuspect;

    /// <summary>Sets the file. The store opens or creates it when the engine starts.</summary>
    /// <param name="path">The file, such as campaigns.db. Its folder must exist, on a local disk.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="random">The source of the stamp of a new store; a new instance by default.</param>
    public SqliteJobStore(string path, Action<SqliteStoreOptions>? configure = null, Random? random = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _options = new SqliteStoreOptions();
        configure?.Invoke(_options);
        _options.Check();
        _stamp = (ulong)(random ?? new Random()).NextInt64();
        _thread = new StoreThread(_options.HasOwnThread);
        _queries = new SqliteQueries(_path, _options.BusyTimeout);
    }

    /// <inheritdoc/>
    public StoreCapabilities Capabilities { get; } = new(Durable: true);

    /// <inheritdoc/>
    public IJobQueries Queries => _queries;

    /// <inheritdoc/>
    /// <exception cref="SqliteStoreException">The file cannot be used. The message says why and what to do.</exception>
    public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken) => DoAsync(
        () =>
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_isSuspect)
            {
                CloseSession(); // after a failure, a connection may be unusable; a new one costs milliseconds
            }

            try
            {
                var snapshot = _mark is { } held ? TakeOverAgain(now, held) : TakeOver(now);
                _mark = _session!.Mark;
                return snapshot;
            }
            catch when (_mark is null)
            {
                Close(); // do not block others from a file that this store never owned
                throw;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="SqliteStoreException">Nothing was written. The message says why and what to do.</exception>
    public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) => DoAsync(
        () => Session.Commit(batch),
        cancellationToken,
        () => _session?.KeepLogShort());

    /// <inheritdoc/>
    /// <exception cref="SqliteStoreException">Nothing was removed. The message says why and what to do.</exception>
    public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken) => DoAsync(
        () => Session.Purge(epoch, campaign, limit),
        cancellationToken,
        () => _session?.KeepLogShort());

    /// <inheritdoc/>
    public async ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        into.AddRange(await ReadAsync(rows => Session.Jobs.ReadNew(lane, after, limit, rows), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        into.AddRange(await ReadAsync(rows => Session.Jobs.ReadWaiting(lane, after, limit, rows), cancellationToken));

    /// <inheritdoc/>
    public async ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
        into.AddRange(await ReadAsync(rows => Session.Jobs.ReadExpiring(lane, limit, rows), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) =>
        DoAsync(() => Session.Jobs.Find(job), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        DoAsync(() => Session.Jobs.Find(campaign, contactKey), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
        DoAsync(() => Session.Attempts.Find(provider, callId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        into.AddRange(await ReadAsync(rows => Session.People.FindOpen(person, rows), cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        into.AddRange(await DoAsync(
            () =>
            {
                var found = new List<CampaignRecord>();
                Session.Campaigns.Find(query, found);
                return found;
            },
            cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<HistoryPlace?> ReadHistoryAsync(
        string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken)
    {
        var (rows, next) = await DoAsync(
            () =>
            {
                var rows = new List<HistoryRow>();
                return (rows, Session.History.Read(tenant, since, from, limit, rows));
            },
            cancellationToken);
        into.AddRange(rows);
        return next;
    }

    /// <summary>
    /// Copies the store in one consistent state into another file, while the engine runs. Commits are not blocked; the write-ahead log
    /// grows during the copy. An engine that opens the copy holds everything, because contacts may have been reached after the copy was
    /// made.
    /// </summary>
    /// <param name="path">The copy. The file must not exist. Its folder must exist, with as much free space as the store takes.</param>
    /// <param name="cancellationToken">Cancels the copy; no file is left behind.</param>
    /// <exception cref="SqliteStoreException">There is no store to copy, or the copy cannot be written. The message says why.</exception>
    public Task BackupAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return StoreBackup.RunAsync(_path, Path.GetFullPath(path), _options.BusyTimeout, cancellationToken);
    }

    /// <summary>Finishes pending work, closes the file and releases it.</summary>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _thread.Dispose();
            _queries.Dispose();
            Close();
        }
    }

    internal SqliteStoreOptions Options => _options;

    /// <summary>Runs statements on the writing connection. For tests, which fill the disk or empty the store.</summary>
    internal ValueTask<bool> ExecuteAsync(string sql) => DoAsync(
        () =>
        {
            _session?.Execute(sql);
            return true;
        },
        CancellationToken.None);

    /// <summary>Reads a number on the writing connection. For tests, which check its settings.</summary>
    internal ValueTask<long> ReadNumberAsync(string sql) => DoAsync(() => Session.ReadNumber(sql), CancellationToken.None);

    private StoreSession Session =>
        _session ?? throw new InvalidOperationException("The store is not open: an engine opens it when it starts.");

    /// <summary>Reads into a separate list, because the store must not write to the list of a caller that has given up.</summary>
    private ValueTask<List<JobRecord>> ReadAsync(Action<List<JobRecord>> read, CancellationToken cancellationToken) => DoAsync(
        () =>
        {
            var rows = new List<JobRecord>();
            read(rows);
            return rows;
        },
        cancellationToken);

    private ValueTask<T> DoAsync<T>(Func<T> work, CancellationToken cancellationToken, Action? afterwards = null) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<T>(cancellationToken)
            : _thread.DoAsync(() => Watch(work), afterwards);

    /// <summary>Records a failure, after which the next opening uses a new connection.</summary>
    private T Watch<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteStoreException)
        {
            _isSuspect = true;
            throw;
        }
    }

    private StoreSnapshot TakeOver(DateTimeOffset now)
    {
        _owner = FileOwner.Take(_path, _options);
        _session = StoreSession.Open(_owner, _options, out var hold);
        return _session.TakeOver(FileOwner.Describe(now), _number, _stamp, hold, now);
    }

    private StoreSnapshot TakeOverAgain(DateTimeOffset now, StoreMark held)
    {
        _session ??= StoreSession.Reopen(_owner!, _options, held);
        return _session.TakeOverAgain(FileOwner.Describe(now), held, now);
    }

    private void Close()
    {
        MarkClosed();
        _owner?.Dispose(); // before the session, because SQLite writes the log into the file when the last connection closes
        _owner = null;
        CloseSession();
    }

    private void MarkClosed()
    {
        try
        {
            if (_mark is not null)
            {
                _session?.MarkClosed();
            }
        }
        catch (Exception error) when (error is SqliteStoreException or StoreFencedException)
        {
            // The file stays marked as open, which loses no data.
        }
    }

    private void CloseSession()
    {
        _mark = _mark is not null && _session?.Mark is { Owner: not 0 } mark ? mark : _mark;
        _session?.Dispose();
        _session = null;
        _isSuspect = false;
    }
}
