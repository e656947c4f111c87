using System.Buffers.Binary;

namespace Campaigns.Sqlite;

/// <summary>Which store a file holds, and how far it has come.</summary>
/// <param name="Stamp">The store's random number.</param>
/// <param name="Epoch">The newest owner's epoch.</param>
/// <param name="Owner">The newest owner's random number.</param>
/// <param name="Commit">How many commits there were.</param>
/// <param name="Base">Up to which of them the file surely holds all without its log.</param>
/// <param name="IsOpen">Whether an owner has it open, or had when it ended.</param>
internal readonly record struct StoreMark(ulong Stamp, long Epoch, long Owner, long Commit, long Base, bool IsOpen)
{
    /// <summary>Whether a later state of the same store is the other one, as far as its owners tell.</summary>
    public bool Precedes(StoreMark later) => Stamp == later.Stamp && (Owner == later.Owner || Epoch < later.Epoch);

    /// <summary>Reads it; null when the file holds no store yet.</summary>
    public static StoreMark? Read(Database database)
    {
        using var row = new Statement(database, "SELECT stamp, epoch, owner, commit_no, base_no, is_open FROM store");
        return row.Step()
            ? new StoreMark(unchecked((ulong)row.Long(0)), row.Long(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5) != 0)
            : null;
    }
}

/// <summary>What the database file holds by itself, without its write-ahead log: what somebody who copies it alone would have.</summary>
/// <param name="Size">Its size in bytes.</param>
/// <param name="IsLogged">Whether it is marked as one that has a write-ahead log. What <c>VACUUM INTO</c> makes is not.</param>
/// <param name="Mark">The store; null when there is none, when an earlier version of this package has written it, or when it cannot be read.</param>
/// <param name="Page">Where the page stands that every commit changes: offset and size.</param>
internal sealed record MainFile(long Size, bool IsLogged, StoreMark? Mark, (long Offset, int Size) Page)
{
    private const int HeaderSize = 100;
    private const int Wal = 2; // the value of "file format write version" in the header

    public static MainFile Read(FileOwner owner)
    {
        var header = new byte[HeaderSize];
        owner.Read(header, 0);
        var (mark, root) = ReadStore(owner.Path);
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) is var size && size == 1 ? 1 << 16 : size;
        return new MainFile(owner.Size, header[18] == Wal, mark, ((root - 1) * pageSize, pageSize));
    }

    private static (StoreMark? Mark, long Root) ReadStore(string path)
    {
        try
        {
            using var database = Database.OpenAlone(path);
            return Migrations.VersionOf(database) == Migrations.Current
                ? (StoreMark.Read(database), database.ReadNumber("SELECT rootpage FROM sqlite_schema WHERE name = 'store'"))
                : (null, 1);
        }
        catch (SqliteStoreException)
        {
            return (null, 1); // half-written, by a loss of power say, or none of ours: whoever opens it with its log will see
        }
    }
}
