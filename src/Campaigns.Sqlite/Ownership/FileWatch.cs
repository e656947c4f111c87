using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Looks after each commit, before it counts, whether the file is still the one that was opened: not deleted, not moved away, nothing else
/// written over it. What has taken its place knows nothing of what was sent.
/// </summary>
internal sealed class FileWatch(FileOwner owner, StoreMark mark)
{
    private const int Looks = 3; // another program's checkpoint may be writing the page that is being read

    private byte[] _known = [];
    private byte[] _seen = [];
    private long _offset;

    /// <summary>Requires that the file is in place.</summary>
    /// <param name="base">The commit up to which the file surely holds all without its log.</param>
    /// <exception cref="SqliteStoreException">It is not. Final.</exception>
    /// <exception cref="StoreFencedException">Another owner has taken it over.</exception>
    public void Require(long @base)
    {
        RequireInPlace(owner);
        if (!File.Exists(owner.LogPath))
        {
            throw Gone(owner, $"{Path.GetFileName(owner.LogPath)}, in which its newest commits stand, was deleted or moved away");
        }

        if (@base == 0)
        {
            return; // readers have not let anything into the file yet
        }

        owner.Read(_seen, _offset);
        if (_seen.Length == 0 || !_seen.AsSpan().SequenceEqual(_known))
        {
            Look(@base);
        }
    }

    /// <summary>Requires that the path leads to the file that is open.</summary>
    public static void RequireInPlace(FileOwner owner)
    {
        if (owner.HasMoved)
        {
            throw Gone(owner, "it was deleted, moved away or replaced by another file");
        }
    }

    /// <summary>What stops the engine.</summary>
    public static SqliteStoreException Gone(FileOwner owner, string what) => new(
        StoreProblem.Replaced,
        owner.Path,
        $"While it was open, {what}. Put back what was there, if you still have it, before an engine opens the path again: "
        + "what stands there now knows nothing of what was sent last.");

    /// <summary>
    /// The page that every commit changes is another one: this store's own checkpoint has written it, or somebody has put another file's
    /// content in place.
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
