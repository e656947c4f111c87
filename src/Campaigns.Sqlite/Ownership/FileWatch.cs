using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Checks after each commit, before the commit counts, that the file is still the one that was opened: not deleted, moved away or
/// overwritten. A replacement would not know what was sent.
/// </summary>
internal sealed class FileWatch(FileOwner owner, StoreMark mark)
{
    private const int Looks = 3; // a checkpoint of another program may be writing the page during a read

    private byte[] _known = [];
    private byte[] _seen = [];
    private long _offset;

    /// <summary>Requires that the file is in place.</summary>
    /// <param name="base">The commit up to which the file certainly holds everything without its log.</param>
    /// <exception cref="SqliteStoreException">The file is not in place. Final.</exception>
    /// <exception cref="StoreFencedException">Another owner has taken the file over.</exception>
    public void Require(long @base)
    {
        RequireInPlace(owner);
        if (!File.Exists(owner.LogPath))
        {
            throw Gone(owner, $"{Path.GetFileName(owner.LogPath)}, which holds the newest commits, was deleted or moved away");
        }

        if (@base == 0)
        {
            return; // readers have prevented every checkpoint so far
        }

        owner.Read(_seen, _offset);
        if (_seen.Length == 0 || !_seen.AsSpan().SequenceEqual(_known))
        {
            Look(@base);
        }
    }

    /// <summary>Requires that the path leads to the open file.</summary>
    public static void RequireInPlace(FileOwner owner)
    {
        if (owner.HasMoved)
        {
            throw Gone(owner, "it was deleted, moved away or replaced by another file");
        }
    }

    /// <summary>Creates the exception that stops the engine.</summary>
    public static SqliteStoreException Gone(FileOwner owner, string what) => new(
        StoreProblem.Replaced,
        owner.Path,
        $"While it was open, {what}. Put the original back, if you still have it, before an engine opens the path again: "
        + "the store at the path does not know which attempts were sent last.");

    /// <summary>
    /// Handles a change of the page that every commit changes. Either this store's own checkpoint has written the page, or the content of
    /// another file has replaced it.
    /// </summary>
    private void Look(long @base)
    {
        for (var look = 0; look < Looks; look++)
        {
            var main = MainFile.Read(owner);
            if (main is { IsLogged: true, Mark: { } found } && found.Precedes(mark) && found.Commit >= @base)
            {
                _seen = new byte[main.Page.Size];
                _offset = main.Page.Offset;
                owner.Read(_seen, _offset);
                _known = [.. _seen];
                return;
            }

            if (main.Mark is { } later && mark.Stamp == later.Stamp && mark.Epoch < later.Epoch)
            {
                throw new StoreFencedException(mark.Epoch, later.Epoch);
            }
        }

        throw Gone(owner, "its content was replaced by that of another file");
    }
}
