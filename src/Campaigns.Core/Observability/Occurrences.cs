namespace Campaigns.Observability;

/// <summary>Counts something that may come in floods, and lets it be told once a minute at most.</summary>
internal struct Occurrences
{
    private static readonly long Interval = TimeSpan.FromMinutes(1).Ticks;
    private long _nextAt;
    private long _count;

    /// <summary>Counts, and tells how often it came, if it is time to.</summary>
    /// <param name="more">How often it came.</param>
    /// <param name="mono">The monotonic clock.</param>
    /// <param name="count">How often it came since it was last told.</param>
    public bool TryTell(long more, long mono, out long count)
    {
        count = _count += more;
        if (count == 0 || mono < _nextAt)
        {
            return false;
        }

        _nextAt = mono + Interval;
        _count = 0;
        return true;
    }
}
