using System.Globalization;

namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Stores the position of a virtual clock for the next run on the same database. The stored time is always ahead of the clock. So, after a
/// run is killed at any moment, the next run begins later, as on a real clock, and never earlier.
/// </summary>
internal sealed class ClockFile(string path)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);
    private DateTimeOffset _covered = DateTimeOffset.MinValue;

    /// <summary>A time that the last run has not reached; null if there was no run.</summary>
    public DateTimeOffset? Read() => File.Exists(path)
        ? DateTimeOffset.ParseExact(File.ReadAllText(path), "O", CultureInfo.InvariantCulture)
        : null;

    /// <summary>Records the time that the clock has reached. Call it before doing anything at that time.</summary>
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
