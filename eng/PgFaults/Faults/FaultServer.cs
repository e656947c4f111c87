using System.Globalization;

namespace Campaigns.PgFaults;

/// <summary>The server of the faults that need no other. Commits outlive its process, and their tables are new for each fault.</summary>
internal sealed class FaultServer : IAsyncDisposable
{
    // The engine is to lose a deadlock: sessions of the tool wait longer before they look for one.
    private const string Durable = "-c synchronous_commit=on -c deadlock_timeout=300ms";
    private int _databases;

    public PostgreSqlServer Server { get; } = NewServer();

    public static PostgreSqlServer NewServer() => new(settings: Durable);

    /// <summary>Creates a database.</summary>
    /// <returns>Its name.</returns>
    public Task<string> CreateDatabaseAsync(string options = "") => CreateDatabaseAsync(Server, options);

    public async Task<string> CreateDatabaseAsync(PostgreSqlServer server, string options = "")
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"fault{Interlocked.Increment(ref _databases)}");
        await server.ExecuteAsync($"create database {name} {options}");
        return name;
    }

    /// <summary>A new database, to which the engine connects directly.</summary>
    public async Task<StageSettings> NewStageAsync(Action<PostgreSqlStoreOptions>? configure = null)
    {
        var database = await CreateDatabaseAsync();
        return new StageSettings(Server, database, Server.ConnectionTo(database)) { Configure = configure };
    }

    /// <summary>Ends the sessions in which engines write.</summary>
    public static Task EndWritersAsync(PostgreSqlServer server, string database) => server.ExecuteAsync($"""
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = '{database}' and application_name like 'campaigns % writer'
        """);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
