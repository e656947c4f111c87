using System.Globalization;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>The scripts of the schema's versions.</summary>
/// <param name="Current">The newest version.</param>
/// <param name="Read">Reads the script that migrates to a version, from 1.</param>
internal sealed record MigrationScripts(int Current, Func<int, string> Read);

/// <summary>
/// Migrates a schema to the current version: <c>V1.sql</c> creates version 1, <c>V2.sql</c> migrates version 1 to 2, and so on. Each
/// script is also in the package, for those who run them with psql.
/// </summary>
internal static class Migrations
{
    /// <summary>The schema version that this package reads and writes.</summary>
    public const int Current = 1;

    /// <summary>The advisory lock that a migration holds: "Camp" in ASCII, so that two engines do not migrate at once.</summary>
    private const int Lock = 0x43616D70;

    private static readonly Version Oldest = new(13, 0);

    /// <summary>Checks the server and the schema, and migrates the schema if the options say so.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, PostgreSqlStoreOptions options, SchemaNames names)
    {
        await RequireServerAsync(connection, options);
        var version = await VersionOfAsync(connection, options, names);
        var current = options.Scripts.Current;
        if (version < current && !options.Migrates)
        {
            throw new PostgreSqlStoreException(
                PostgreSqlStoreProblem.NotMigrated,
                options.Target,
                $"Its schema has version {version}, and this package needs {current}. Run the scripts after V{version}.sql in the folder "
                + $"\"schema\" of the package, in order, each with psql -v schema={names.Schema} -1 -f; or let the library migrate. "
                + "The schema itself must exist before V1.sql.");
        }

        if (version < current)
        {
            await MigrateAsync(connection, options, names);
            version = await VersionOfAsync(connection, options, names);
        }

        if (version > current)
        {
            throw new PostgreSqlStoreException(
                PostgreSqlStoreProblem.TooNew,
                options.Target,
                $"A newer version of Campaigns.PostgreSql wrote it (schema {version}; this one supports {current}): update the package.");
        }
    }

    /// <summary>The script that migrates to a version, as psql runs it.</summary>
    public static string ReadScript(int version)
    {
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream($"V{version.ToString(CultureInfo.InvariantCulture)}.sql")
            ?? throw new InvalidOperationException($"The script of schema version {version} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task RequireServerAsync(NpgsqlConnection connection, PostgreSqlStoreOptions options)
    {
        if (connection.PostgreSqlVersion < Oldest)
        {
            throw new PostgreSqlStoreException(
                PostgreSqlStoreProblem.Unsupported, options.Target,
                $"The server has version {connection.PostgreSqlVersion}: use PostgreSQL {Oldest.Major} or later.");
        }

        var encoding = await ReadAsync(connection, "show server_encoding");
        if (encoding as string != "UTF8")
        {
            throw new PostgreSqlStoreException(
                PostgreSqlStoreProblem.Unsupported, options.Target,
                $"The database has the encoding {encoding}: create one with the encoding UTF8.");
        }
    }

    /// <summary>The version of the schema; 0 if there is none.</summary>
    private static async Task<int> VersionOfAsync(NpgsqlConnection connection, PostgreSqlStoreOptions options, SchemaNames names)
    {
        // Not to_regclass, which may remember that there was none, although another engine has created it while this one waited for the
        // lock.
        await using var exists = new NpgsqlCommand(
            "select exists (select 1 from pg_catalog.pg_tables where schemaname = $1 and tablename = 'schema_version')", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = names.Schema } },
        };
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return 0;
        }

        return await ReadAsync(connection, $"select version from {names.Quoted}.schema_version") as int?
            ?? throw new PostgreSqlStoreException(
                PostgreSqlStoreProblem.Incomplete, options.Target,
                "The table schema_version is empty: a restore has not ended, or is incomplete. Restore all tables from one backup.");
    }

    private static async Task MigrateAsync(NpgsqlConnection connection, PostgreSqlStoreOptions options, SchemaNames names)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var patience = (long)options.MigrationLockTimeout.TotalMilliseconds;
        await ExecuteAsync(connection, string.Create(
            CultureInfo.InvariantCulture,
            $"set local lock_timeout = {patience}; set local statement_timeout = 0; select pg_advisory_xact_lock({Lock})"));
        var version = await VersionOfAsync(connection, options, names); // another engine may have migrated meanwhile
        var isMissing = $"select not exists (select 1 from pg_catalog.pg_namespace where nspname = '{names.Schema}')";
        if (version == 0 && await ReadAsync(connection, isMissing) is true)
        {
            await ExecuteAsync(connection, $"create schema {names.Quoted}");
        }

        for (var next = version + 1; next <= options.Scripts.Current; next++)
        {
            await ExecuteAsync(connection, names.OfScript(options.Scripts.Read(next)));
        }

        await transaction.CommitAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
