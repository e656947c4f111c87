using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>All stores of the repository, as fixtures for the contract.</summary>
internal static class Stores
{
    public static IReadOnlyDictionary<Type, Func<StoreFixture>> All { get; } = new Dictionary<Type, Func<StoreFixture>>
    {
        [typeof(MemoryJobStore)] = () => new MemoryFixture(),
        [typeof(SqliteJobStore)] = () => new SqliteFixture(),
    };

    public static StoreFixture FixtureOf(string store) => All.Single(entry => entry.Key.Name == store).Value();
}

internal sealed class MemoryFixture : StoreFixture
{
    public override string Name => nameof(MemoryJobStore);

    public override ValueTask<IJobStore> CreateAsync() => new(new MemoryJobStore(new Random(1)));
}

/// <summary>A file in its own folder. It is emptied for each store, which is much faster than a new file.</summary>
/// <param name="configure">Changes the options.</param>
/// <param name="reopenEvery">
/// The file is closed and opened again at every n-th reopening only. At the others, another engine takes over the store.
/// </param>
internal sealed class SqliteFixture(Action<SqliteStoreOptions>? configure = null, int reopenEvery = 1) : StoreFixture
{
    private static readonly string[] Tables =
        ["campaigns", "lanes", "counters", "tenants", "suppressions", "channels", "providers", "reports", "contacts", "addresses",
         "jobs", "attempts", "busy", "told_events", "usage", "former_contacts", "results", "changes", "subscriptions",
         "events", "triggers", "caller_ids", "erasures"];

    private readonly StoreFolder _folder = new();
    private SqliteJobStore? _store;
    private int _reopened;

    public override string Name => nameof(SqliteJobStore);

    public override async ValueTask<IJobStore> CreateAsync()
    {
        if (_store is null)
        {
            return Open();
        }

        var emptied = string.Concat(Tables.Select(table => $"DELETE FROM {table};"));
        await _store.ExecuteAsync(
            $"BEGIN; {emptied} UPDATE store SET (last_campaign, last_lane, last_job, lead, trimmed_change, last_event, committed_at) "
            + "= (0, 0, 0, 0, 0, 0, NULL); COMMIT;");
        return _store;
    }

    public override ValueTask<IJobStore> ReopenAsync(IJobStore store)
    {
        if (++_reopened % reopenEvery != 0)
        {
            return new(store);
        }

        _store!.Dispose();
        return new(Open());
    }

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _folder.Dispose();
        return base.DisposeAsync();
    }

    private SqliteJobStore Open() => _store = new SqliteJobStore(
        _folder.File,
        options =>
        {
            options.SyncsToDisk = false;
            configure?.Invoke(options);
        },
        new Random(1));
}

/// <summary>A folder for a store's files, deleted at the end of the test.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-");

    public string File => Path.Combine(_folder.FullName, "campaigns.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
