namespace Campaigns.Scheduling;

/// <summary>
/// How long a provider that asks to be left alone is left alone: as long as it asks. When it names an instant that is past, or time after
/// time one that is less than a second away, without taking anything in between, ever longer; and so whatever it names when it has asked
/// thirty times.
/// </summary>
internal struct ThrottleDelay()
{
    private const long First = TimeSpan.TicksPerSecond;
    private const long Most = 5 * TimeSpan.TicksPerMinute;
    private const long LeastAsked = TimeSpan.TicksPerSecond / 10;
    private const int MostDoublings = 20;

    /// <summary>How often in a row it is left alone for as long as it asks, and no longer.</summary>
    private const int Patience = 30;

    private long _asked = long.MinValue;
    private long _imposed = long.MinValue;
    private int _rounds;

    /// <summary>Until when it is left alone, on the monotonic clock.</summary>
    public readonly long Until => Math.Max(_asked, _imposed);

    /// <summary>The provider asks to be left alone.</summary>
    /// <param name="mono">The time.</param>
    /// <param name="asked">For how long, in ticks; 0 or less for an instant that is past.</param>
    /// <param name="random">0 to 1: how much of a tenth the pause is shorter.</param>
    public void Ask(long mono, long asked, double random)
    {
        _rounds += mono >= Until ? 1 : 0; // what was under way when it first asked belongs to that round
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

    /// <summary>It is left alone until an instant at least, without having asked again.</summary>
    public void AtLeast(long until) => _imposed = Math.Max(_imposed, until);

    /// <summary>The provider has taken an attempt: it is not to be left alone longer than it asks.</summary>
    public void Reset() => (_rounds, _imposed) = (0, long.MinValue);
}
