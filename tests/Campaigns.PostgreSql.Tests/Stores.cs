using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>The server of the tests that need no other. It ends with the tests.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly PostgreSqlServer _server = new();
    private int _databases;

    public PostgreSqlServer Server => _server;

    public async ValueTask InitializeAsync()
    {
        if (PostgreSqlServer.Missing is null)
        {
            await _server.CreateAsync();
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await _server.ExecuteAsync($"create database {name}");
        return _server.ConnectionTo(name);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OneServer : ICollectionFixture<SharedServer>
{
    public const string Name = "one server";
}

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
