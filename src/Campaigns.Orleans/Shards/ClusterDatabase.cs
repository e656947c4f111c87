using Campaigns.PostgreSql;
using Npgsql;

namespace Campaigns.Orleans.Shards;

/// <summary>
/// The connections of a process to the tables of the cluster, beside those of the shards' stores. A statement writes <c>~cluster</c> for
/// the table cluster of the schema.
/// </summary>
internal sealed class ClusterDatabase : IAsyncDisposable
{
    /// <summary>The server's time for a statement. The tables are small, so a statement that takes longer waits for something.</summary>
    private const int StatementSeconds = 3;
    private const int NoCancellation = -1; // a connection that does not answer is given up at once

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    public ClusterDatabase(CampaignsClusterClientOptions options)
    {
        options.Check();
        _schema = options.Schema;
        var settings = SettingsOf(options);
        settings.ApplicationName ??= $"campaigns {_schema} cluster";
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        options.ConfigureDataSource?.Invoke(builder);
        _source = builder.Build();
    }

    public string Schema => _schema;

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>
    /// The connection string of the membership, whose tables are in the schema of the campaigns. Its provider blocks a thread until the
    /// database answers, so it waits briefly.
    /// </summary>
    public static string MembersOf(CampaignsClusterClientOptions options)
    {
        var settings = SettingsOf(options);
        (settings.SearchPath, settings.ApplicationName) = (options.Schema, $"campaigns {options.Schema} members");
        return settings.ConnectionString;
    }

    /// <summary>Reads all rows of a statement.</summary>
    public async Task<List<T>> ReadAsync<T>(
        string statement, Func<NpgsqlDataReader, T> read, object[] values, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Of(statement));
        Fill(command, values);
        await using var reader = await WatchAsync(() => command.ExecuteReaderAsync(cancellationToken));
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows.</returns>
    public async Task<int> RunAsync(string statement, object[] values, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Of(statement));
        Fill(command, values);
        return await WatchAsync(() => command.ExecuteNonQueryAsync(cancellationToken));
    }

    /// <summary>The text of a statement with the schema's name.</summary>
    public string Of(string statement) => statement.Replace("~", $"\"{_schema}\".", StringComparison.Ordinal);

    /// <summary>The text of a script for psql, in which a variable holds the schema's name.</summary>
    public string OfScript(string script) => script.Replace(":\"schema\"", $"\"{_schema}\"", StringComparison.Ordinal);

    /// <summary>
    /// Runs a statement. A session that began while the server was read-only stays so: after a refusal, none of the pool is used again.
    /// </summary>
    public async Task<T> WatchAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            _source.Clear();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder SettingsOf(CampaignsClusterClientOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            CommandTimeout = StatementSeconds,
            CancellationTimeout = NoCancellation,
            Timeout = StatementSeconds,
            Enlist = false,
            Multiplexing = false,
        };
        DataSources.KeepAlive(settings);
        // The client asks for no cancellation, so the server itself must end what waits: otherwise it keeps a process for each try.
        var timeouts = $"-c statement_timeout={StatementSeconds}s -c lock_timeout={StatementSeconds}s";
        settings.Options = $"{settings.Options} {timeouts}".TrimStart();
        return settings;
    }

    private static void Fill(NpgsqlCommand command, object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
    }
}
