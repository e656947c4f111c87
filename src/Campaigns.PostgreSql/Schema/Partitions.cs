using System.Globalization;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>
/// Keeps a partition of attempts for each month, so that the disk space of a month comes back when its campaigns are purged. Without
/// partitions, attempts go to <c>attempts_other</c>, and nothing else changes: so a failure costs nothing but space, and an error that the
/// server reports stops nothing.
/// </summary>
internal static class Partitions
{
    private const int MonthsAhead = 2;

    /// <summary>Lets a statement wait and work for a moment only: others wait for its locks.</summary>
    private const string Briefly = "set local lock_timeout = '1s'; set local statement_timeout = '2s';";

    /// <summary>Identifies rows for an operator's publication by all columns, which refuses changes of rows without identity.</summary>
    private const string Identity = "replica identity full";

    /// <summary>Partitions of months before $1. The names sort as the months do.</summary>
    private const string Old = """
        select c.oid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = '~attempts'::regclass and c.relname similar to 'attempts_[0-9]{4}_[0-9]{2}' and c.relname < $1
        order by c.relname
        """;

    /// <summary>Tables without a key whose rows nothing identifies: those that former versions of this package have created.</summary>
    private const string Unidentified = """
        select oid::regclass::text from pg_class where relreplident = 'd' and (
            oid in ('~attempts'::regclass, '~schema_version'::regclass)
            or oid in (select inhrelid from pg_inherits where inhparent = '~attempts'::regclass))
        """;

    /// <summary>Creates the partitions of this month and the next ones.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="names">The schema.</param>
    /// <param name="now">The current time.</param>
    public static async Task CreateAsync(NpgsqlConnection connection, SchemaNames names, DateTimeOffset now)
    {
        var month = MonthOf(now);
        for (var ahead = 0; ahead <= MonthsAhead && month.Year < DateTime.MaxValue.Year; ahead++)
        {
            await CreateAsync(connection, names, month.AddMonths(ahead));
        }
    }

    /// <summary>Creates partitions, drops empty ones of past months, and gives all of them an identity of rows.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="names">The schema.</param>
    /// <param name="now">The current time.</param>
    public static async Task MaintainAsync(NpgsqlConnection connection, SchemaNames names, DateTimeOffset now)
    {
        await CreateAsync(connection, names, now);
        foreach (var old in await ReadAsync(connection, names.Of(Old), NameOf(MonthOf(now))))
        {
            await DropAsync(connection, $"{names.Quoted}.attempts", old);
        }

        foreach (var table in await ReadAsync(connection, names.Of(Unidentified)))
        {
            await TryAsync(connection, $"alter table {table} {Identity}");
        }
    }

    private static DateTime MonthOf(DateTimeOffset now) => new(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, DateTimeKind.Utc);

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
                + $"for values from ({month.Ticks}) to ({month.AddMonths(1).Ticks}); alter table {name} {Identity}"));
        }
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql, params string[] values)
    {
        var found = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter<string> { TypedValue = value }).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    /// <summary>Drops a partition if it is empty. The lock keeps it empty. It begins with the parent, as the locks of commits do.</summary>
    private static async Task DropAsync(NpgsqlConnection connection, string parent, string name)
    {
        if (await TryAsync(connection, $"select not exists (select 1 from {name})") is true)
        {
            await TryAsync(connection, $"""
                do $body$ begin
                    lock table only {parent}, {name} in access exclusive mode;
                    if not exists (select 1 from {name}) then drop table {name}; end if;
                end $body$
                """);
        }
    }

    /// <summary>
    /// Runs a statement in a transaction of its own. It may lack locks, rights or time, or meet what others have made: views on a
    /// partition, partitions of other names, triggers of events. It is tried again at the next opening or in the next month.
    /// </summary>
    private static async Task<object?> TryAsync(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await using var command = new NpgsqlCommand($"{Briefly} {sql}", connection);
            var value = await command.ExecuteScalarAsync();
            await transaction.CommitAsync();
            return value;
        }
        catch (PostgresException error) when (PostgreSqlFaults.IsCertain(error))
        {
            await transaction.RollbackAsync();
            return null;
        }
    }
}
