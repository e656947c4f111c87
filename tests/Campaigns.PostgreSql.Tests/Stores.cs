using Campaigns.Storage;

namespace Campaigns.PostgreSql.Tests;

/// <summary>Stores in one schema. Each is a shard of its own, which costs less than an empty schema.</summary>
/// <param name="connectionString">The database.</param>
internal sealed class PostgreSqlFixture(string connectionString) : StoreFixture
{
    private static int _shards;
    private readonly Random _random = new(1);
    private PostgreSqlJobStore? _store;
    private int _shard;

    public override string Name => nameof(PostgreSqlJobStore);

    public override async ValueTask<IJobStore> CreateAsync()
    {
        await CloseAsync();
        _shard = Interlocked.Increment(ref _shards);
        return Open();
    }

    public override async ValueTask<IJobStore> ReopenAsync(IJobStore store)
    {
        await CloseAsync();
        return Open();
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    private PostgreSqlJobStore Open() => _store = new PostgreSqlJobStore(
        connectionString,
        options => (options.Shard, options.IdsBeginAtShard) = (_shard, false),
        _random);

    private async Task CloseAsync()
    {
        if (_store is { } store)
        {
            _store = null;
            await store.DisposeAsync();
        }
    }
}
