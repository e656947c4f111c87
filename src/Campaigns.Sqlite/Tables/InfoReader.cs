using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads what the store tells about itself.</summary>
internal static class InfoReader
{
    public static StoreInfo Read(Database database)
    {
        using var row = new Statement(database, "SELECT epoch, commit_no, committed_at FROM store");
        return row.Step()
            ? new StoreInfo(row.Long(0), row.Long(1))
            {
                CommittedAt = RowText.Instant(row, 2),
                SchemaVersion = Migrations.Current,
                Size = SizeOf(database),
            }
            : new StoreInfo(0, 0);
    }

    /// <summary>The size of the database in bytes, without its log.</summary>
    public static long SizeOf(Database database) => database.ReadNumber("PRAGMA page_count") * database.ReadNumber("PRAGMA page_size");
}
