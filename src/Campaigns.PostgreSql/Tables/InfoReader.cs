using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Reads what the store tells about itself.</summary>
internal static class InfoReader
{
    private const string Shard = "select epoch, commit_no, committed_at from ~shards where shard = $1";

    private const string Size = """
        select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c
        where c.relnamespace = (select relnamespace from pg_class where oid = '~shards'::regclass) and c.relkind = 'r'
        """;

    public static async Task<StoreInfo> ReadAsync(StoreConnection database)
    {
        var found = await database.ReadAllAsync(
            Shard, row => new StoreInfo(row.GetInt64(0), row.GetInt64(1)) { CommittedAt = row.Instant(2) });
        return found.Count == 0
            ? new StoreInfo(0, 0)
            : found[0] with { SchemaVersion = Migrations.Current, Size = await SizeOfAsync(database) };
    }

    /// <summary>The size of all tables of the schema with their indexes, in bytes.</summary>
    public static Task<long> SizeOfAsync(StoreConnection database) => database.ReadFirstAsync(Size, row => row.GetInt64(0));
}
