using System.Globalization;

namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Where a virtual clock stood, for the next run on the same database. Written ahead of the clock: a run that is killed at any moment is
/// followed by one that begins later, as on a real clock, and never earlier.
/// </summary>
internal sealed class ClockFile(string path)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);
    private DateTimeOffset _covered = DateTimeOffset.MinValue;

    /// <summary>When the last run cannot have been any more; null when there was none.</summary>
    public DateTimeOffset? Read() => File.Exists(path)
        ? DateTimeOffset.ParseExact(File.ReadAllText(path), "O", CultureInfo.InvariantCulture)
        : null;

    /// <summary>Notes that the clock has come this far. Before anything is done at that time.</summary>
    public void Cover(DateTimeOffset now)
    {
        if (now < _covered)
        {
            return;
        }

        _covered = now + Ahead;
        File.WriteAllText($"{path}.new", _covered.ToString("O", CultureInfo.InvariantCulture));
        File.Move($"{path}.new", path, overwrite: true);
    }
}
