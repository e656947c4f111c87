namespace Campaigns.Scheduling;

/// <summary>
/// Computes the pause of a provider that asks for one: normally the requested time. The pause grows with each round if the provider names a
/// past instant. It also grows if the provider repeatedly asks for less than a second without accepting an attempt in between. After thirty
/// rounds the pause grows regardless of the requested time.
/// </summary>
internal struct ThrottleDelay()
{
    private const long First = TimeSpan.TicksPerSecond;
    private const long Most = 5 * TimeSpan.TicksPerMinute;
    private const long LeastAsked = TimeSpan.TicksPerSecond / 10;
    private const int MostDoublings = 20;

    /// <summary>The number of consecutive rounds that use only the requested time.</summary>
    private const int Patience = 30;

    private long _asked = long.MinValue;
    private long _imposed = long.MinValue;
    private int _rounds;

    /// <summary>When the pause ends, on the monotonic clock.</summary>
    public readonly long Until => Math.Max(_asked, _imposed);

    /// <summary>Handles a request of the provider for a pause.</summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="asked">The requested pause in ticks; 0 or less for a past instant.</param>
    /// <param name="random">A random number from 0 to 1. Shortens an imposed pause by up to a tenth.</param>
    public void Ask(long mono, long asked, double random)
    {
        _rounds += mono >= Until ? 1 : 0; // requests for attempts already under way belong to the current round
        if (asked > 0)
        {
            _asked = Math.Max(_asked, mono + Math.Clamp(asked, LeastAsked, TimeSpan.TicksPerDay));
        }

        var isNoTime = asked <= 0 || (asked < First && _rounds > 1);
        if (isNoTime || _rounds > Patience)
        {
            var before = isNoTime ? _rounds - 1 : _rounds - Patience;
            var pause = Math.Min(Most, First << Math.Min(before, MostDoublings));
            _imposed = Math.Max(_imposed, mono + (long)(pause * (1 - (random / 10))));
        }
    }

    /// <summary>Extends the pause to an instant at least, without another request by the provider.</summary>
    public void AtLeast(long until) => _imposed = Math.Max(_imposed, until);

    /// <summary>Ends the imposed pause, because the provider has accepted an attempt. A requested pause remains.</summary>
    public void Reset() => (_rounds, _imposed) = (0, long.MinValue);
}
