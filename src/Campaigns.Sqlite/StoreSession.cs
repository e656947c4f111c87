using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>The single writing connection, with its prepared statements.</summary>
internal sealed class StoreSession : IDisposable
{
    /// <summary>
    /// The number of pages that the write-ahead log may grow before a checkpoint. Small, so that a checkpoint holds nothing up.
    /// </summary>
    private const int CheckpointPages = 2_000;

    private readonly Database _database;
    private readonly FileOwner _file;
    private readonly BatchWriter _writer;
    private readonly CampaignEraser _eraser;
    private readonly Statement _fence;
    private FileWatch? _watch;
    private StoreMark _mark;
    private long _base;
    private int _pagesSinceCheckpoint;
    private bool _isAbandoned;
    private bool _mustEmptyLog; // the log may hold what an erasure has overwritten

    private StoreSession(Database database, FileOwner file, SqliteStoreOptions options)
    {
        _database = database;
        _file = file;
        _writer = new BatchWriter(database);
        _eraser = new CampaignEraser(database);
        _fence = database.Prepare(
            "UPDATE store SET commit_no = commit_no + 1, base_no = ?2, committed_at = coalesce(?3, committed_at) "
            + $"WHERE epoch = ?1{(options.ChecksEpoch ? "" : " OR true")} RETURNING commit_no");
        Jobs = new JobReader(database);
        Attempts = new AttemptReader(database);
        People = new PersonReader(database);
        History = new HistoryReader(database);
        Campaigns = new CampaignReader(database);
    }

    public JobReader Jobs { get; }

    public AttemptReader Attempts { get; }

    public PersonReader People { get; }

    public HistoryReader History { get; }

    public CampaignReader Campaigns { get; }

    /// <summary>Opens a file for the first time in this process, or creates it, and migrates it to the current schema.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The options.</param>
    /// <param name="hold">Why the store must be held; null for no reason.</param>
    public static StoreSession Open(FileOwner file, SqliteStoreOptions options, out string? hold)
    {
        var remembered = file.Memory.Read(); // read first, because the record must not be newer than the store
        var main = MainFile.Read(file);
        OpeningCheck.RequireWhole(file, main, remembered);
        string? reason = null;
        var session = Connect(file, options, database =>
        {
            database.KeepLogOnClose(true); // until the log is known to belong to this file
            OpeningCheck.RequireOwnLog(file, main, database);
            Migrations.RequireOurs(database, file.Path);
            database.KeepLogOnClose(false);
            if (!main.IsLogged)
            {
                file.Lend(() => UseLog(database, file.Path));
            }

            UseLog(database, file.Path);
            Configure(database, options);
            database.Transact(() =>
            {
                Migrations.Run(database);
                return true;
            });
            reason = OpeningCheck.ReasonToHold(main, StoreMark.Read(database), remembered);
        });
        hold = reason;
        return session;
    }

    /// <summary>Opens a file on a new connection after this process has owned it without interruption. Never creates a file.</summary>
    public static StoreSession Reopen(FileOwner file, SqliteStoreOptions options, StoreMark held)
    {
        new FileWatch(file, held).Require(held.Base); // before SQLite mixes pages of two files
        return Connect(file, options, database => Configure(database, options));
    }

    /// <summary>Raises the epoch and reads the state that the engine keeps in memory.</summary>
    /// <param name="holder">The description of the new owner.</param>
    /// <param name="owner">The number of the store object.</param>
    /// <param name="stamp">The stamp of a new store.</param>
    /// <param name="hold">Why everything must be held; null for no reason.</param>
    /// <param name="now">The current time.</param>
    public StoreSnapshot TakeOver(string holder, long owner, ulong stamp, string? hold, DateTimeOffset now)
    {
        var snapshot = _database.Transact(() =>
        {
            using var first = new Statement(
                _database,
                "INSERT INTO store (id, epoch, stamp, last_campaign, last_lane, last_job, suppression_key) "
                    + "VALUES (1, 0, ?1, 0, 0, 0, randomblob(16)) ON CONFLICT DO NOTHING");
            first.Bind(1, unchecked((long)stamp)).Run();
            Hold(hold, now);
            return SnapshotReader.Read(_database, holder, owner);
        });
        _mark = StoreMark.Read(_database)!.Value;
        _base = _mark.Base;
        _watch = new FileWatch(_file, _mark);
        Checkpoint(_mark.Commit); // marks the file itself as open, which identifies a copy made without the log
        Confirm(_mark.Commit);
        return snapshot;
    }

    /// <summary>Takes the store over again. It must be the store that this process owns.</summary>
    public StoreSnapshot TakeOverAgain(string holder, StoreMark held, DateTimeOffset now)
    {
        RequireInPlace(new FileWatch(_file, held), held.Base);
        var found = StoreMark.Read(_database);
        if (found is not { } mark || mark.Stamp != held.Stamp || mark.Epoch < held.Epoch || mark.Commit < held.Commit)
        {
            Abandon();
            throw FileWatch.Gone(_file, "its content was replaced by that of another file");
        }

        return mark.Owner == held.Owner
            ? TakeOver(holder, held.Owner, held.Stamp, hold: null, now)
            : throw new StoreFencedException(held.Epoch, mark.Epoch);
    }

    /// <summary>The store's mark as this process knows it.</summary>
    public StoreMark Mark => _mark with { Base = _base };

    public CommitReceipt Commit(CommitBatch batch)
    {
        var receipt = Write(batch.Epoch, batch.Now, () => _writer.Write(batch));
        _mustEmptyLog |= batch.Erasures.Count > 0;
        return receipt;
    }

    public bool Purge(long epoch, CampaignId campaign, int limit) => Write(epoch, null, () => _eraser.Erase(campaign, limit));

    /// <summary>Marks the store as closed, and therefore as complete without its log. Call it at the end.</summary>
    public void MarkClosed()
    {
        if (_isAbandoned || _watch is null)
        {
            return;
        }

        RequireInPlace(_watch, _base);
        using var close = new Statement(_database, "UPDATE store SET is_open = 0, commit_no = commit_no + 1 WHERE owner = ?1");
        if (close.Bind(1, _mark.Owner).Run() > 0)
        {
            _file.Memory.Write(_mark.Stamp, _database.ReadNumber("SELECT commit_no FROM store"));
        }
    }

    /// <summary>Keeps the write-ahead log short. Call it when no caller waits.</summary>
    public void KeepLogShort()
    {
        _pagesSinceCheckpoint += _database.TakePagesWritten();
        if (_mustEmptyLog && !_isAbandoned && _database.EmptyLog())
        {
            (_pagesSinceCheckpoint, _base, _mustEmptyLog) = (0, _mark.Commit, false);
        }
        else if (_pagesSinceCheckpoint >= CheckpointPages && !_isAbandoned)
        {
            _pagesSinceCheckpoint = 0;
            Checkpoint(_mark.Commit);
        }
    }

    public void Execute(string sql) => _database.Execute(sql);

    public long ReadNumber(string sql) => _database.ReadNumber(sql);

    public void Dispose() => _database.Dispose();

    /// <summary>
    /// Writes if the epoch is still the newest. The check is in the same transaction, so that no other process can intervene.
    /// </summary>
    private T Write<T>(long epoch, DateTimeOffset? now, Func<T> write)
    {
        var (result, commit) = _database.Transact(() =>
        {
            var number = Fence(epoch, now);
            return (write(), number);
        });
        Confirm(commit);
        return result;
    }

    private long Fence(long epoch, DateTimeOffset? now)
    {
        if (!_fence.Bind(1, epoch).Bind(2, _base).Bind(3, now?.UtcTicks).Step())
        {
            throw new StoreFencedException(epoch, _database.ReadNumber("SELECT epoch FROM store"));
        }

        var commit = _fence.Long(0);
        _fence.Step();
        return commit;
    }

    /// <summary>Confirms a commit. A commit counts when it is on the disk, in the file that was opened.</summary>
    private void Confirm(long commit)
    {
        RequireInPlace(_watch!, _base);
        _mark = _mark with { Commit = commit };
        _file.Memory.Write(_mark.Stamp, commit);
    }

    private void RequireInPlace(FileWatch watch, long @base)
    {
        try
        {
            watch.Require(@base);
        }
        catch
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Keeps the log unchanged from now on, because the file at the path may belong to another store.</summary>
    private void Abandon()
    {
        _isAbandoned = true;
        _database.KeepLogOnClose(true);
    }

    private void Checkpoint(long commit) => _base = _database.Checkpoint() ? commit : _base;

    private void Hold(string? reason, DateTimeOffset now)
    {
        if (reason is not null)
        {
            using var hold = new Statement(
                _database,
                """
                INSERT INTO tenants (tenant, held, settings, reason, held_since, last_commit)
                SELECT '', 1, ?1, ?2, ?3, committed_at FROM store WHERE true
                ON CONFLICT (tenant) DO UPDATE SET (held, reason, held_since, last_commit) = (1, ?2, ?3, excluded.last_commit)
                """);
            hold.Bind(1, RowText.Write(new TenantSettings())).Bind(2, reason).Bind(3, now.UtcTicks).Run();
        }
    }

    private static StoreSession Connect(FileOwner file, SqliteStoreOptions options, Action<Database> prepare)
    {
        var log = new FileInfo(file.Path + "-wal"); // of a process that did not close the store, perhaps right after an erasure
        var isLogLeft = log is { Exists: true, Length: > 0 };
        var database = Database.Open(file.Path, isReader: false, options.BusyTimeout, mayCreate: false);
        try
        {
            prepare(database);
            return new StoreSession(database, file, options) { _mustEmptyLog = isLogLeft };
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static void UseLog(Database database, string path)
    {
        database.Execute("PRAGMA page_size = 4096");
        if (database.ReadText("PRAGMA journal_mode = WAL") != "wal")
        {
            throw new SqliteStoreException(
                StoreProblem.Unreachable,
                path,
                "The file system, such as a network share, does not support shared memory: use a local disk.");
        }
    }

    private static void Configure(Database database, SqliteStoreOptions options) => database.Execute(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA secure_delete = ON;
        PRAGMA synchronous = {(options.SyncsToDisk ? "FULL" : "OFF")};
        PRAGMA wal_autocheckpoint = 0;
        PRAGMA journal_size_limit = {64 << 20};
        PRAGMA cache_size = -{options.CacheSize >> 10};
        PRAGMA mmap_size = 0;
        PRAGMA temp_store = MEMORY;
        PRAGMA trusted_schema = OFF;
        {options.Pragmas}
        """));
}
