using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>The one connection that writes, with everything prepared on it.</summary>
internal sealed class StoreSession : IDisposable
{
    /// <summary>How many pages the write-ahead log may grow before it is brought into the file: few, so that doing it holds nobody up.</summary>
    private const int CheckpointPages = 2_000;

    private readonly Database _database;
    private readonly BatchWriter _writer;
    private readonly CampaignEraser _eraser;
    private int _pagesSinceCheckpoint;

    private StoreSession(Database database)
    {
        _database = database;
        _writer = new BatchWriter(database);
        _eraser = new CampaignEraser(database);
        Jobs = new JobReader(database);
        Attempts = new AttemptReader(database);
        People = new PersonReader(database);
        History = new HistoryReader(database);
    }

    public JobReader Jobs { get; }

    public AttemptReader Attempts { get; }

    public PersonReader People { get; }

    public HistoryReader History { get; }

    /// <summary>Opens the file, makes it if there is none, and brings it to the current schema.</summary>
    public static StoreSession Open(string path, SqliteStoreOptions options)
    {
        var database = Database.Open(path, isReader: false, options.BusyTimeout);
        try
        {
            Migrations.RequireOurs(database, path);
            Configure(database, path, options);
            database.Transact(() =>
            {
                Migrations.Run(database);
                return true;
            });
            return new StoreSession(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Raises the epoch and reads what the engine holds in memory.</summary>
    public StoreSnapshot TakeOver(string holder, ulong stamp) => _database.Transact(() =>
    {
        using var first = new Statement(
            _database,
            "INSERT INTO store (id, epoch, stamp, last_campaign, last_lane, last_job) VALUES (1, 0, ?1, 0, 0, 0) ON CONFLICT DO NOTHING");
        first.Bind(1, unchecked((long)stamp)).Run();
        return SnapshotReader.Read(_database, holder);
    });

    public CommitReceipt Commit(CommitBatch batch) => _database.Transact(() => _writer.Write(batch));

    public bool Purge(CampaignId campaign, int limit) => _database.Transact(() => _eraser.Erase(campaign, limit));

    /// <summary>Keeps the write-ahead log short. For the moments in which nobody waits.</summary>
    public void KeepLogShort()
    {
        _pagesSinceCheckpoint += _database.TakePagesWritten();
        if (_pagesSinceCheckpoint >= CheckpointPages)
        {
            _pagesSinceCheckpoint = 0;
            _database.Checkpoint();
        }
    }

    public void Execute(string sql) => _database.Execute(sql);

    public void Dispose() => _database.Dispose();

    private static void Configure(Database database, string path, SqliteStoreOptions options)
    {
        database.Execute("PRAGMA page_size = 4096");
        if (database.ReadText("PRAGMA journal_mode = WAL") != "wal")
        {
            throw new SqliteStoreException(
                StoreProblem.Unreachable, path, "The file system cannot share memory between connections, as a network share: use a local disk.");
        }

        database.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"""
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
}
