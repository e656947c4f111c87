namespace Campaigns.Tests;

/// <summary>The database server of the tests. It ends with them.</summary>
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
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
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
