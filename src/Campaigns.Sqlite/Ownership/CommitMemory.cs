using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Campaigns.Sqlite;

/// <summary>
/// Records the newest commit in a file beside the database, so that an older database is noticed. Written after each commit and never
/// synchronized. A process crash loses nothing of it. A power loss can only leave an older record, which is safe.
/// </summary>
internal sealed class CommitMemory : IDisposable
{
    private const int Size = 24;
    private readonly byte[] _bytes = new byte[Size];
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private CommitMemory(string path, SafeFileHandle file) => (_path, _file) = (path, file);

    /// <summary>Opens the companion file of a database; creates it if there is none.</summary>
    public static CommitMemory Open(string database)
    {
        var path = $"{database}-commits";
        const FileShare all = FileShare.ReadWrite | FileShare.Delete;
        return new CommitMemory(path, Do(path, () => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, all)));
    }

    /// <summary>The database's stamp and its newest commit; null if there is no valid record.</summary>
    public (ulong Stamp, long Commit)? Read() => Do<(ulong, long)?>(_path, () =>
    {
        if (RandomAccess.Read(_file, _bytes, 0) < Size)
        {
            return null;
        }

        var stamp = BinaryPrimitives.ReadUInt64LittleEndian(_bytes);
        var commit = BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan(8));
        return BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(16)) == Check(stamp, commit) ? (stamp, commit) : null;
    });

    public void Write(ulong stamp, long commit)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes, stamp);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(8), commit);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(16), Check(stamp, commit));
        Do(_path, () =>
        {
            RandomAccess.Write(_file, _bytes, 0);
            return true;
        });
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A checksum, which detects a record that a system crash has left half written.</summary>
    private static ulong Check(ulong stamp, long commit) => ~(stamp ^ unchecked((ulong)commit * 0x9E3779B97F4A7C15));

    private static T Do<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SqliteStoreException(
                error is UnauthorizedAccessException ? StoreProblem.ReadOnly : StoreProblem.Unreachable,
                path,
                "This companion of the database cannot be read or written: make room, or give this process write permission. "
                + $"The system says 0x{error.HResult:X8}.");
        }
    }
}
