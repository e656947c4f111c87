using System.Globalization;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// Keeps a partition of attempts for each month, so that the disk space of a month comes back when its campaigns are purged. Without
/// partitions, attempts go to <c>attempts_other</c>, and nothing else changes: so a failure costs nothing but space.
/// </summary>
internal static class Partitions
{
    private const int MonthsAhead = 2;

    /// <summary>Partitions of months before $1 without a row. The names sort as the months do.</summary>
    private const string Old = """
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = '~attempts'::regclass and c.relname ~ '^attempts_[0-9]{4}_[0-9]{2}$' and c.relname < $1 order by c.relname
        """;

    /// <summary>Creates the partitions of this month and the next ones, and drops empty partitions of past months.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="names">The schema.</param>
    /// <param name="now">The current time.</param>
    public static async Task MaintainAsync(NpgsqlConnection connection, SchemaNames names, DateTimeOffset now)
    {
        var month = new DateTime(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var ahead = 0; ahead <= MonthsAhead && month.Year < DateTime.MaxValue.Year; ahead++)
        {
            await CreateAsync(connection, names, month.AddMonths(ahead));
        }

        foreach (var old in await ReadOldAsync(connection, names, NameOf(month)))
        {
            await DropAsync(connection, $"{names.Quoted}.{old}");
        }
    }

    private static string NameOf(DateTime month) => string.Create(CultureInfo.InvariantCulture, $"attempts_{month:yyyy_MM}");

    private static async Task CreateAsync(NpgsqlConnection connection, SchemaNames names, DateTime month)
    {
        var name = $"{names.Quoted}.{NameOf(month)}";
        await using var exists = new NpgsqlCommand($"select to_regclass('{name}') is not null", connection);
        if (await exists.ExecuteScalarAsync() is false)
        {
            await TryAsync(connection, string.Create(
                CultureInfo.InvariantCulture,
                $"create table if not exists {name} partition of {names.Quoted}.attempts "
                + $"for values from ({month.Ticks}) to ({month.AddMonths(1).Ticks})"));
        }
    }

    private static async Task<List<string>> ReadOldAsync(NpgsqlConnection connection, SchemaNames names, string before)
    {
        var found = new List<string>();
        await using var command = new NpgsqlCommand(
            Old.Replace("~attempts", $"{names.Quoted}.attempts", StringComparison.Ordinal), connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = before } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    /// <summary>Drops a partition if it is empty. The lock keeps it empty.</summary>
    private static async Task DropAsync(NpgsqlConnection connection, string name)
    {
        await using var isEmpty = new NpgsqlCommand($"select not exists (select 1 from {name})", connection);
        if (await isEmpty.ExecuteScalarAsync() is true)
        {
            await TryAsync(connection, $"""
                do $body$ begin
                    lock table {name} in access exclusive mode;
                    if not exists (select 1 from {name}) then drop table {name}; end if;
                end $body$
                """);
        }
    }

    /// <summary>Runs a statement that needs locks and rights which it may not get. It is tried again at the next opening.</summary>
    private static async Task TryAsync(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await using var command = new NpgsqlCommand($"set local lock_timeout = '1s'; {sql}", connection);
            await command.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
        }
        catch (PostgresException error) when (error.SqlState is "55P03" or "42501" or "42P07" or "23505" or "23514" or "40P01")
        {
            // A lock, a right or an empty month is missing.
            await transaction.RollbackAsync();
        }
    }
}
