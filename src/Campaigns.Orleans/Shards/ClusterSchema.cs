using System.Globalization;
using Npgsql;

namespace Campaigns.Orleans.Shards;

/// <summary>Creates and checks the tables of the cluster, and reads the map of its shards.</summary>
internal static class ClusterSchema
{
    /// <summary>The version of the tables that this package reads and writes.</summary>
    private const int Current = 1;

    /// <summary>The advisory lock of the one who creates the tables: "Clus" in ASCII.</summary>
    private const int Lock = 0x436C7573;

    /// <summary>Tenants that one engine has served before the database got shards stay in its shard.</summary>
    private const string KeepTenants = """
        insert into ~cluster_tenants (tenant, shard)
        select tenant, min(shard) from ~campaigns group by tenant on conflict do nothing
        """;

    private const string AddTenant = """
        insert into ~cluster_tenants as t (tenant, shard) values ($1, $2)
        on conflict (tenant) do update set shard = t.shard where t.shard = excluded.shard
        """;

    private const string Elsewhere = "select shard from ~campaigns where tenant = $1 and shard <> $2 limit 1";

    /// <summary>Creates the tables if the options say so, checks the number of shards, and adds the tenants of the options.</summary>
    /// <exception cref="CampaignException">The tables are missing, of another version, or of another number of shards.</exception>
    public static async Task PrepareAsync(ClusterDatabase database, CampaignsClusterOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({Lock})"), cancellationToken);
        if (!await ExistsAsync(connection, database.Schema, "cluster", cancellationToken))
        {
            await CreateAsync(connection, database, options, cancellationToken);
        }

        var (version, shards) = await ReadShapeAsync(connection, database, cancellationToken);
        RequireVersion(database, version);
        if (shards != options.Shards)
        {
            throw new CampaignException(
                CampaignError.Invalid,
                $"{nameof(options.Shards)} is {options.Shards}, but the database has {shards} shards, which never changes: set {shards}. "
                + "Another number needs another schema.");
        }

        foreach (var (tenant, shard) in options.ShardOfTenant)
        {
            await AddTenantAsync(connection, database, (tenant, shard), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Reads which tenant belongs to which shard.</summary>
    /// <exception cref="CampaignException">No silo has created the tables yet, or their version is another one.</exception>
    public static async Task<ShardMap> ReadMapAsync(ClusterDatabase database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (!await ExistsAsync(connection, database.Schema, "cluster", cancellationToken))
        {
            throw Missing(database);
        }

        var (version, shards) = await ReadShapeAsync(connection, database, cancellationToken);
        RequireVersion(database, version);
        var tenants = await database.ReadAsync(
            "select tenant, shard from ~cluster_tenants", row => (Tenant: row.GetString(0), Shard: row.GetInt32(1)), [], cancellationToken);
        return new ShardMap(shards, tenants.ToDictionary(row => row.Tenant, row => row.Shard, StringComparer.Ordinal));
    }

    private static async Task CreateAsync(
        NpgsqlConnection connection, ClusterDatabase database, CampaignsClusterOptions options, CancellationToken cancellationToken)
    {
        if (!options.Migrates)
        {
            throw Missing(database);
        }

        // "create schema" needs a right on the database, even if the schema exists.
        await RunAsync(connection, $"""
            do $body$ begin if not exists (select 1 from pg_catalog.pg_namespace where nspname = '{database.Schema}')
            then create schema if not exists "{database.Schema}"; end if; end $body$
            """, cancellationToken);
        await RunAsync(connection, database.OfScript(ReadScript()), cancellationToken);
        await RunAsync(connection, database.Of(string.Create(
            CultureInfo.InvariantCulture, $"insert into ~cluster (version, shards) values ({Current}, {options.Shards})")),
            cancellationToken);
        if (await ExistsAsync(connection, database.Schema, "campaigns", cancellationToken))
        {
            await RunAsync(connection, database.Of(KeepTenants), cancellationToken);
        }
    }

    private static async Task AddTenantAsync(
        NpgsqlConnection connection, ClusterDatabase database, (string Tenant, int Shard) row, CancellationToken cancellationToken)
    {
        object? elsewhere = null;
        if (await ExistsAsync(connection, database.Schema, "campaigns", cancellationToken))
        {
            await using var find = new NpgsqlCommand(database.Of(Elsewhere), connection)
            {
                Parameters = { new() { Value = row.Tenant }, new() { Value = row.Shard } },
            };
            elsewhere = await find.ExecuteScalarAsync(cancellationToken);
        }

        await using var add = new NpgsqlCommand(database.Of(AddTenant), connection)
        {
            Parameters = { new() { Value = row.Tenant }, new() { Value = row.Shard } },
        };
        if (elsewhere is not null || await add.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            throw new CampaignException(
                CampaignError.Conflict,
                $"ShardOfTenant[\"{row.Tenant}\"] is {row.Shard}, but the tenant belongs to another shard already"
                + $"{(elsewhere is int shard ? $", where it has campaigns: {shard}" : "")}. Remove the entry: tenants do not move. "
                + $"Only the row of a tenant that was never used may be deleted from {database.Schema}.cluster_tenants.");
        }
    }

    private static string ReadScript()
    {
        using var stream = typeof(ClusterSchema).Assembly.GetManifestResourceStream($"Cluster{Current}.sql")
            ?? throw new InvalidOperationException("The script of the cluster's tables is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void RequireVersion(ClusterDatabase database, int version)
    {
        if (version != Current)
        {
            throw new CampaignException(
                CampaignError.Invalid,
                $"The tables of the cluster in schema {database.Schema} have version {version}, and this package needs {Current}: "
                + "update the package.");
        }
    }

    private static CampaignException Missing(ClusterDatabase database) => new(
        CampaignError.Invalid,
        $"The tables of the cluster are missing in schema {database.Schema}. Start a silo that may migrate; or run Cluster{Current}.sql of "
        + $"the package's folder \"schema\" with psql -v schema={database.Schema} -1 -f, and insert the number of shards: "
        + $"insert into {database.Schema}.cluster (version, shards) values ({Current}, 32).");

    private static async Task<(int Version, int Shards)> ReadShapeAsync(
        NpgsqlConnection connection, ClusterDatabase database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(database.Of("select version, shards from ~cluster"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetInt32(1)) : throw Missing(database);
    }

    /// <summary>Not to_regclass, which may remember that there was none, although another silo has created it meanwhile.</summary>
    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, string schema, string table, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select exists (select 1 from pg_catalog.pg_tables where schemaname = $1 and tablename = $2)", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = schema }, new NpgsqlParameter<string> { TypedValue = table } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
