using System.Buffers.Binary;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Writes and reads do-not-contact lists.</summary>
internal sealed class SuppressionTable(Database database)
{
    internal const string Columns = "tenant, hash, is_key, channel, text, added_at, reason";

    internal const string ByHash = $"SELECT {Columns} FROM suppressions WHERE tenant = ?1 AND hash = ?2";

    internal const string Page = $"""
        SELECT {Columns} FROM suppressions WHERE tenant = ?1 AND (hash, is_key, channel) > (?2, ?3, ?4)
        ORDER BY hash, is_key, channel LIMIT ?5
        """;

    internal const string Marks = "SELECT tenant, hash, is_key, channel FROM suppressions";

    private const int HashBytes = 16;

    private readonly Statement _write = database.Prepare(
        $"INSERT OR REPLACE INTO suppressions ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly Statement _remove = database.Prepare(
        "DELETE FROM suppressions WHERE tenant = ?1 AND hash = ?2 AND is_key = ?3 AND channel = ?4");

    /// <summary>The secret key of the hashes.</summary>
    public static UInt128 KeyOf(Database database)
    {
        using var key = new Statement(database, "SELECT suppression_key FROM store");
        return key.Step() ? Hash(key, 0) : 0;
    }

    public void Write(SuppressionRow row)
    {
        var statement = row.IsActive
            ? _write.Bind(5, row.Text).Bind(6, row.AddedAt?.UtcTicks).Bind(7, (long)row.Reason)
            : _remove;
        BindHash(statement, row.Hash).Bind(1, row.Tenant).Bind(3, row.IsKey ? 1 : 0).Bind(4, row.Channel ?? "").Run();
    }

    public static SuppressionMark ReadMark(Statement row) =>
        new(string.Intern(row.Text(0)), Hash(row, 1), row.Long(2) != 0, Channel(row));

    internal static Statement BindHash(Statement statement, UInt128 hash)
    {
        Span<byte> bytes = stackalloc byte[HashBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return statement.BindBlob(2, bytes);
    }

    internal static SuppressionRow Read(Statement row) => new(
        row.Text(0), Hash(row, 1), row.Long(2) != 0, Channel(row), row.TextOrNull(4), RowText.Instant(row, 5),
        (SuppressionReason)row.Int(6));

    private static string? Channel(Statement row) => row.Text(3) is { Length: > 0 } channel ? string.Intern(channel) : null;

    private static UInt128 Hash(Statement row, int column) => BinaryPrimitives.ReadUInt128BigEndian(row.Utf8(column));
}

/// <summary>Reads do-not-contact lists for queries.</summary>
internal sealed class SuppressionReader(Database database)
{
    private readonly Statement _byHash = database.Prepare(SuppressionTable.ByHash);
    private readonly Statement _page = database.Prepare(SuppressionTable.Page);

    public List<SuppressionRow> Read(SuppressionQuery query)
    {
        var found = new List<SuppressionRow>();
        if (query.Hashes is null)
        {
            var after = query.After ?? new SuppressionMark("", 0, false, null);
            var first = query.After is null ? -1 : after.IsKey ? 1 : 0; // below all entries, if there is no entry to go on from
            ReadAll(
                SuppressionTable.BindHash(_page, after.Hash).Bind(1, query.Tenant).Bind(3, first).Bind(4, after.Channel ?? "")
                    .Bind(5, query.Limit),
                found);
        }

        foreach (var hash in query.Hashes?.Distinct() ?? [])
        {
            ReadAll(SuppressionTable.BindHash(_byHash, hash).Bind(1, query.Tenant), found);
        }

        return found;
    }

    private static void ReadAll(Statement statement, List<SuppressionRow> into)
    {
        while (statement.Step())
        {
            into.Add(SuppressionTable.Read(statement));
        }
    }
}
