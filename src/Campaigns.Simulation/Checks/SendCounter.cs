namespace Campaigns.Simulation;

/// <summary>
/// Judges a rate over all pairs of sends: the sends from one instant to another, both included, must not exceed the burst plus what the
/// time between them allows. The arithmetic is exact, in whole numbers, without a bucket or cell rate algorithm.
/// </summary>
internal sealed class SendCounter
{
    private RateLimit? _limit;
    private long _lostAt = -1;
    private long _sends;
    private Int128 _highest = Int128.MinValue;

    /// <summary>Judges a send.</summary>
    /// <param name="mono">The time of the send, on the monotonic clock.</param>
    /// <param name="limit">The rate in force; null for none.</param>
    /// <returns>Whether every interval that ends at this send respects the rate.</returns>
    public bool Send(long mono, RateLimit? limit)
    {
        if (_limit != limit)
        {
            _limit = limit;
            _highest = Int128.MinValue;
            _sends = 0;
        }

        if (limit is null)
        {
            return true;
        }

        // (j - i + 1 - burst) · per ≤ (time from i to j) · count, for every i up to j
        var here = ((Int128)mono * limit.Count) - ((Int128)_sends++ * limit.Per.Ticks);
        _highest = Int128.Max(_highest, here);
        return here >= _highest + ((Int128)(1 - limit.Burst) * limit.Per.Ticks);
    }

    /// <summary>
    /// Restarts the count after lost wall clock jumps. A new process cannot know of them and misjudges the age of earlier sends.
    /// </summary>
    public void Lost(long at)
    {
        _limit = at == _lostAt ? _limit : null;
        _lostAt = at;
    }

    /// <summary>Forgets all sends, because several rates may be in force and none of them can judge the sends.</summary>
    public void Forget() => _limit = null;
}
