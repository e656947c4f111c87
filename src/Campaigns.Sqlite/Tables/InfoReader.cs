using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads what the store tells about itself.</summary>
internal static class InfoReader
{
    public const string Columns = "epoch, commit_no, committed_at";

    public static StoreInfo Read(Database database)
    {
        using var row = new Statement(database, $"SELECT {Columns} FROM store");
        return row.Step()
            ? new StoreInfo(row.Long(0), row.Long(1))
            {
                CommittedAt = RowText.Instant(row, 2),
                SchemaVersion = Migrations.Current,
                Size = SizeOf(database),
            }
            : new StoreInfo(0, 0);
    }

    /// <summary>What the store told before an opening, which has counted itself already.</summary>
    /// <param name="database">A connection in the transaction of the opening.</param>
    /// <param name="row">The row of the store after the opening, with the columns <see cref="Columns"/> at its end.</param>
    /// <param name="first">The index of the first of these columns.</param>
    public static StoreInfo ReadBefore(Database database, Statement row, int first) => new(row.Long(first) - 1, row.Long(first + 1) - 1)
    {
        CommittedAt = RowText.Instant(row, first + 2),
        SchemaVersion = Migrations.Current,
        Size = SizeOf(database),
    };

    /// <summary>The size of the database in bytes, without its log.</summary>
    public static long SizeOf(Database database) => database.ReadNumber("PRAGMA page_count") * database.ReadNumber("PRAGMA page_size");
}
