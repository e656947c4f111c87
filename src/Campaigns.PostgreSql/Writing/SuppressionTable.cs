using System.Buffers.Binary;
using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Writes and reads do-not-contact lists.</summary>
internal static class SuppressionTable
{
    public const string Marks = "select tenant, hash, is_key, channel from ~suppressions where shard = $1";

    private const string List = "tenant, hash, is_key, channel, text, added_at, reason";

    private const string Keep = $"""
        insert into ~suppressions (shard, {List}) select $1, u.* from unnest($2, $3, $4, $5, $6, $7, $8) u
        on conflict (shard, tenant, hash, is_key, channel) do update set
            (text, added_at, reason) = (excluded.text, excluded.added_at, excluded.reason)
        """;

    private const string Remove = """
        delete from ~suppressions t using unnest($2, $3, $4, $5) u(tenant, hash, is_key, channel)
        where t.shard = $1 and t.tenant = u.tenant and t.hash = u.hash and t.is_key = u.is_key and t.channel = u.channel
        """;

    private const string ByHash = $"select {List} from ~suppressions where shard = $1 and tenant = $2 and hash = any($3)";

    private const string Page = $"""
        select {List} from ~suppressions where shard = $1 and tenant = $2 and (hash, is_key, channel) > ($3, $4, $5)
        order by hash, is_key, channel limit $6
        """;

    private const string FirstPage =
        $"select {List} from ~suppressions where shard = $1 and tenant = $2 order by hash, is_key, channel limit $3";

    public static void Write(StoreConnection database, CommitBatch batch)
    {
        if (batch.Suppressions.Count == 0)
        {
            return;
        }

        var latest = new Dictionary<(string, UInt128, bool, string?), SuppressionRow>();
        foreach (var row in batch.Suppressions)
        {
            latest[(row.Tenant, row.Hash, row.IsKey, row.Channel)] = row;
        }

        var active = latest.Values.Where(row => row.IsActive).ToList();
        var removed = latest.Values.Where(row => !row.IsActive).ToList();
        if (active.Count > 0)
        {
            database.Add(Keep, Rows(active, withValues: true));
        }

        if (removed.Count > 0)
        {
            database.Add(Remove, Rows(removed, withValues: false));
        }
    }

    public static async Task<IReadOnlyList<SuppressionRow>> ReadAsync(StoreConnection database, SuppressionQuery query)
    {
        if (query.Hashes is { } hashes)
        {
            byte[][] distinct = [.. hashes.Distinct().Select(Bytes)];
            return await database.ReadAllAsync(ByHash, Read, query.Tenant, distinct);
        }

        return query.After is { } after
            ? await database.ReadAllAsync(Page, Read, query.Tenant, Bytes(after.Hash), after.IsKey, after.Channel ?? "", query.Limit)
            : await database.ReadAllAsync(FirstPage, Read, query.Tenant, query.Limit);
    }

    public static SuppressionMark ReadMark(NpgsqlDataReader row) =>
        new(string.Intern(row.GetString(0)), Hash(row, 1), row.GetBoolean(2), Channel(row));

    /// <summary>Reads 16 bytes, most significant first.</summary>
    public static UInt128 Hash(NpgsqlDataReader row, int column) =>
        BinaryPrimitives.ReadUInt128BigEndian(row.GetFieldValue<byte[]>(column));

    private static SuppressionRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), Hash(row, 1), row.GetBoolean(2), Channel(row), row.TextOrNull(4), row.Instant(5),
        (SuppressionReason)row.GetInt16(6));

    private static string? Channel(NpgsqlDataReader row) => row.GetString(3) is { Length: > 0 } channel ? string.Intern(channel) : null;

    private static byte[] Bytes(UInt128 hash)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return bytes;
    }

    private static Columns Rows(List<SuppressionRow> rows, bool withValues)
    {
        var columns = new Columns();
        var (tenant, hash, isKey, channel) = (columns.Text(), columns.Bytes(), columns.Bool(), columns.Text());
        var (text, addedAt, reason) = withValues ? (columns.Text(), columns.LongOrNull(), columns.Short()) : (null, null, null);
        foreach (var row in rows)
        {
            tenant.Add(row.Tenant);
            hash.Add(Bytes(row.Hash));
            isKey.Add(row.IsKey);
            channel.Add(row.Channel ?? "");
            text?.Add(row.Text);
            addedAt?.Add(row.AddedAt?.UtcTicks);
            reason?.Add((short)row.Reason);
        }

        return columns;
    }
}
