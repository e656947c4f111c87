using System.Buffers.Binary;

namespace Campaigns.Sqlite;

/// <summary>Identifies the store in a file, and its progress.</summary>
/// <param name="Stamp">The random number of the store.</param>
/// <param name="Epoch">The epoch of the newest owner.</param>
/// <param name="Owner">The random number of the newest owner.</param>
/// <param name="Commit">The number of commits.</param>
/// <param name="Base">The commit up to which the file certainly holds everything without its log.</param>
/// <param name="IsOpen">Whether an owner has the store open, or had when it ended.</param>
internal readonly record struct StoreMark(ulong Stamp, long Epoch, long Owner, long Commit, long Base, bool IsOpen)
{
    /// <summary>Whether the other mark is a later state of the same store, judged by its owners.</summary>
    public bool Precedes(StoreMark later) => Stamp == later.Stamp && (Owner == later.Owner || Epoch < later.Epoch);

    /// <summary>Reads the mark; null if the file holds no store yet.</summary>
    public static StoreMark? Read(Database database)
    {
        using var row = new Statement(database, "SELECT stamp, epoch, owner, commit_no, base_no, is_open FROM store");
        return row.Step()
            ? new StoreMark(unchecked((ulong)row.Long(0)), row.Long(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5) != 0)
            : null;
    }
}

/// <summary>The content of the database file without its write-ahead log, as a copy of only that file would have it.</summary>
/// <param name="Size">The size in bytes.</param>
/// <param name="IsLogged">Whether the header says that the file uses a write-ahead log. A file made by <c>VACUUM INTO</c> does not.</param>
/// <param name="Mark">
/// The store; null if there is none, if an earlier version of this package has written it, or if it cannot be read.
/// </param>
/// <param name="Page">The offset and size of the page that every commit changes.</param>
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
            return (null, 1); // half written, for example by a power loss, or of another program; opening the file with its log will tell
        }
    }
}
