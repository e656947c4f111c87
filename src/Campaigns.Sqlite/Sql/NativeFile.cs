using System.Runtime.InteropServices;
using SQLitePCL;

namespace Campaigns.Sqlite;

/// <summary>
/// Gives access to a connection's file as SQLite has it open: locks and bytes that no statement reaches. Only SQLite may open the file in
/// this process. Closing another descriptor of the file would drop SQLite's locks.
/// </summary>
/// <remarks>SQLite's public header defines the method table (sqlite3_io_methods). Only its first version is used.</remarks>
internal sealed class NativeFile
{
    private const int FilePointer = 7; // SQLITE_FCNTL_FILE_POINTER
    private const int Moved = 20; // SQLITE_FCNTL_HAS_MOVED
    private const int ShortRead = 522; // SQLITE_IOERR_SHORT_READ: bytes beyond the end are zero
    private const int Shared = 1;
    private const int Reserved = 2;
    private readonly Database _database;
    private readonly nint _file;
    private readonly ReadMethod _read;
    private readonly SizeMethod _size;
    private readonly LockMethod _lock;
    private readonly LockMethod _unlock;

    public NativeFile(Database database)
    {
        _database = database;
        Control(FilePointer, out _file);
        var methods = Marshal.ReadIntPtr(_file);
        _read = Method<ReadMethod>(methods, 2);
        _size = Method<SizeMethod>(methods, 6);
        _lock = Method<LockMethod>(methods, 7);
        _unlock = Method<LockMethod>(methods, 8);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int ReadMethod(nint file, byte[] into, int count, long offset);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SizeMethod(nint file, out long size);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int LockMethod(nint file, int level);

    /// <summary>Whether the path no longer leads to the open file. False on operating systems that keep open files in place.</summary>
    public bool HasMoved => Control(Moved, out var moved) && (int)moved != 0;

    public long Size
    {
        get
        {
            _database.Check(_size(_file, out var size));
            return size;
        }
    }

    /// <summary>Reads bytes of the file itself, without the write-ahead log.</summary>
    public void Read(byte[] into, long offset)
    {
        var result = _read(_file, into, into.Length, offset);
        if (result != ShortRead)
        {
            _database.Check(result);
        }
    }

    /// <summary>
    /// Takes the reserved lock, which other connections see on any path to the file and which still allows reading. In write-ahead mode, no
    /// connection takes this lock to write, so it can mark the owner of the file.
    /// </summary>
    /// <returns>False if another connection has the lock.</returns>
    public bool TryReserve(TimeSpan busyTimeout)
    {
        var result = raw.SQLITE_OK;
        // A connection that closes the file has it exclusively for a moment.
        SpinWait.SpinUntil(() => (result = _lock(_file, Shared)) != raw.SQLITE_BUSY, busyTimeout);
        _database.Check(result);
        result = _lock(_file, Reserved);
        if (result != raw.SQLITE_OK)
        {
            Release();
        }

        return result == raw.SQLITE_BUSY ? false : CheckTrue(result);
    }

    /// <summary>Releases the lock.</summary>
    public void Release() => _ = _unlock(_file, 0);

    private static T Method<T>(nint methods, int place)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(Marshal.ReadIntPtr(methods, place * nint.Size));

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int sqlite3_file_control(nint database, nint name, int operation, out nint result);

    private bool Control(int operation, out nint result)
    {
        var isKnown = sqlite3_file_control(_database.Handle.DangerousGetHandle(), 0, operation, out result) == raw.SQLITE_OK;
        GC.KeepAlive(_database);
        return isKnown;
    }

    private bool CheckTrue(int result)
    {
        _database.Check(result);
        return true;
    }
}
