namespace Campaigns.Observability;

/// <summary>Counts an event that may be frequent, and allows a report at most once per minute.</summary>
internal struct Occurrences
{
    private static readonly long Interval = TimeSpan.FromMinutes(1).Ticks;
    private long _nextAt;
    private long _count;

    /// <summary>Adds to the count, and returns whether to report it now.</summary>
    /// <param name="more">The number of new occurrences.</param>
    /// <param name="mono">The monotonic time.</param>
    /// <param name="count">The number of occurrences since the last report.</param>
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
