using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Writes and reads the usage of limits.</summary>
internal sealed class UsageWriter(StoreConnection database)
{
    public const string List = "scope, name, quota, since, value, pending";

    private const string Keep = """
        insert into ~usage (shard, scope, name, quota, since, value, pending)
        select $1, u.* from unnest($2, $3, $4, $5, $6, $7) u
        on conflict (shard, scope, name, quota, since) do update set (value, pending) = (excluded.value, excluded.pending)
        """;

    private const string Forget = """
        delete from ~usage t using unnest($2, $3, $4, $5) u(scope, name, quota, since)
        where t.shard = $1 and t.scope = u.scope and t.name = u.name and t.quota = u.quota and t.since = u.since
        """;

    public void Write(CommitBatch batch)
    {
        if (batch.Usage.Count == 0)
        {
            return;
        }

        var latest = new Dictionary<(LimitScope, string, string, long), UsageRow>();
        foreach (var row in batch.Usage)
        {
            latest[(row.Scope, row.Name, row.Quota, row.Since)] = row;
        }

        var kept = latest.Values.Where(row => row.IsKept).ToList();
        var forgotten = latest.Values.Where(row => !row.IsKept).ToList();
        if (kept.Count > 0)
        {
            database.Add(Keep, Rows(kept, withValues: true));
        }

        if (forgotten.Count > 0)
        {
            database.Add(Forget, Rows(forgotten, withValues: false));
        }
    }

    public static UsageRow Read(NpgsqlDataReader row) => new(
        (LimitScope)row.GetInt16(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

    private static Columns Rows(List<UsageRow> rows, bool withValues)
    {
        var columns = new Columns();
        var (scope, name, quota, since) = (columns.Short(), columns.Text(), columns.Text(), columns.Long());
        var (value, pending) = withValues ? (columns.Long(), columns.Long()) : (null, null);
        foreach (var row in rows)
        {
            scope.Add((short)row.Scope);
            name.Add(row.Name);
            quota.Add(row.Quota);
            since.Add(row.Since);
            value?.Add(row.Value);
            pending?.Add(row.Pending);
        }

        return columns;
    }
}
