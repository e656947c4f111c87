namespace Campaigns.Simulation;

/// <summary>
/// Judges a rate over all pairs of sends at once: n sends from one instant to another, both included, fit into burst plus what the
/// time between them allows. Exact, in whole numbers; no bucket, no cell rate algorithm.
/// </summary>
internal sealed class SendCounter
{
    private RateLimit? _limit;
    private long _lostAt = -1;
    private long _sends;
    private Int128 _highest = Int128.MinValue;

    /// <summary>Judges a send.</summary>
    /// <param name="mono">When, on the monotonic clock.</param>
    /// <param name="limit">The rate in force; null for none.</param>
    /// <returns>Whether every interval that ends here holds no more sends than it may.</returns>
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
    /// Leaps of the wall clock were lost, which a new process cannot know of: it goes wrong by them over what was sent before.
    /// </summary>
    public void Lost(long at)
    {
        _limit = at == _lostAt ? _limit : null;
        _lostAt = at;
    }

    /// <summary>Several rates may be in force: what is sent meanwhile is judged by none.</summary>
    public void Forget() => _limit = null;
}
