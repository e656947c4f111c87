using System.Globalization;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Builds data sources with the settings that the store needs in its sessions.</summary>
internal static class DataSources
{
    private const int PreparedStatements = 100;
    private const int CancellationTime = 2_000; // milliseconds
    private const int NoCancellation = -1; // the connection is given up at once

    /// <summary>The connections of the owner: one that writes, one for pages, and one for upkeep or a takeover.</summary>
    public static NpgsqlDataSource ForWriting(string connectionString, PostgreSqlStoreOptions options) =>
        Build(connectionString, options, options.CommandTimeout, "writer", cancels: false);

    /// <summary>The connections of queries that need what was committed last.</summary>
    public static NpgsqlDataSource ForQueries(string connectionString, PostgreSqlStoreOptions options) =>
        Build(connectionString, options, options.QueryTimeout, "queries", cancels: true);

    /// <summary>The connections of lists for people.</summary>
    public static NpgsqlDataSource ForLists(string connectionString, PostgreSqlStoreOptions options) =>
        Build(options.QueryConnectionString ?? connectionString, options, options.QueryTimeout, "lists", cancels: true);

    /// <summary>The connections of the host's records. They write, so they never go to a replica.</summary>
    public static NpgsqlDataSource ForRecords(string connectionString, PostgreSqlStoreOptions options) =>
        Build(connectionString, options, options.QueryTimeout, "records", cancels: false);

    /// <summary>
    /// Gives up the pooled sessions after a server has refused to write. A session that began while the server was read-only stays so, and
    /// the host name may stand for another server by now.
    /// </summary>
    public static void GiveUpReadOnly(NpgsqlDataSource source, Exception error)
    {
        if (error is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
        {
            source.Clear();
        }
    }

    /// <summary>Networks forget a silent connection after minutes, and a pool would go on with it. What the user has set stays.</summary>
    public static void KeepAlive(NpgsqlConnectionStringBuilder settings)
    {
        var isTcp = settings.Host?.Contains('/', StringComparison.Ordinal) != true;
        if (isTcp && settings is { TcpKeepAlive: false, TcpKeepAliveTime: 0, KeepAlive: 0 })
        {
            (settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (30, 10);
        }
    }

    /// <param name="connectionString">The user's connection string.</param>
    /// <param name="options">The options of the store.</param>
    /// <param name="timeout">The time for a statement.</param>
    /// <param name="name">What the connections are for.</param>
    /// <param name="cancels">
    /// Whether the driver asks the server to cancel a statement that takes too long. Never for writers: a server that is asked so while a
    /// commit waits for its synchronous standby reports the commit as done, with a warning only.
    /// </param>
    private static NpgsqlDataSource Build(
        string connectionString, PostgreSqlStoreOptions options, TimeSpan timeout, string name, bool cancels)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds) + 1, // the server's own timeout goes first
            CancellationTimeout = cancels ? CancellationTime : NoCancellation,
            Enlist = false,
            Multiplexing = false, // a commit of several round trips needs its connection for itself
            NoResetOnClose = options.IsBehindPooler, // a reset would reach the session of another client
        };
        KeepAlive(settings);
        settings.ApplicationName ??= $"campaigns {options.Schema} {options.Shard.ToString(CultureInfo.InvariantCulture)} {name}";
        if (!options.IsBehindPooler)
        {
            var milliseconds = (long)timeout.TotalMilliseconds;
            // Plans made for an empty table would stay, so each statement is planned with its values. Index pages are in memory mostly.
            var session = string.Create(
                CultureInfo.InvariantCulture,
                $"-c plan_cache_mode=force_custom_plan -c random_page_cost=1.1 -c jit=off -c statement_timeout={milliseconds}"
                + $" -c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout={milliseconds} -c timezone=UTC");
            settings.Options = $"{settings.Options} {session}".TrimStart();
            settings.MaxAutoPrepare = settings.MaxAutoPrepare == 0 ? PreparedStatements : settings.MaxAutoPrepare;
            settings.AutoPrepareMinUsages = 2;
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        options.ConfigureDataSource?.Invoke(builder);
        return builder.Build();
    }
}
