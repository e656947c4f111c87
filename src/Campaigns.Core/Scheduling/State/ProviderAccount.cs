
namespace Campaigns.Scheduling;

/// <summary>
/// One tenant at one provider, from the first time that the provider refused something of it: how long the tenant's account is left alone,
/// and whether the provider takes any of the tenant's contacts. What is learned here holds nobody else up.
/// </summary>
/// <remarks>
/// That one contact is refused says nothing of the others, and however often it is refused it counts the first time only. When different
/// contacts are refused in a row, and none is taken in between, the tenant is left alone at the provider and probed, as a provider that is
/// broken is.
/// </remarks>
internal sealed class ProviderAccount(ProviderEntry provider)
{
    /// <summary>More contacts in a row than these are not told apart: far more than any breaker waits for.</summary>
    private const int MostInRow = 10_000;

    /// <summary>How many contacts that were refused before let others be the probe, each time the tenant is left alone.</summary>
    private const int MostYields = 64;

    private readonly BreakerState _breaker = new(provider.Breaker);
    private readonly Dictionary<AddressKey, long> _row = [];

    /// <summary>Contacts in a row that the provider had taken before it said that it placed nothing.</summary>
    private readonly Dictionary<AddressKey, long> _laterRow = [];
    private bool _needsOutcome;
    private ThrottleDelay _throttle = new();
    private byte _round = 1;
    private int _yields;

    /// <summary>Whether contacts of the tenant are refused so often that the provider is only probed with them.</summary>
    public bool IsBroken => _breaker.IsBroken && provider.UsesBreaker;

    /// <summary>Whether nothing has been refused that would still matter.</summary>
    public bool IsCalm(long mono) => mono >= _throttle.Until && !_breaker.IsBroken && !_breaker.IsRecovering(mono);

    /// <summary>Until when the tenant's account is left alone because the provider asked for it, on the monotonic clock.</summary>
    public long ThrottledUntil => _throttle.Until;

    public bool IsOpen(long mono) => mono >= _throttle.Until && (!provider.UsesBreaker || _breaker.IsOpen(mono));

    /// <summary>When it opens by itself; now or earlier if it is open, <see cref="long.MaxValue"/> if only an answer opens it.</summary>
    public long OpensAt(long mono) => Math.Max(_throttle.Until, provider.UsesBreaker ? _breaker.OpensAt(mono) : mono);

    /// <summary>How the provider stands for this tenant; null when nothing is the matter.</summary>
    public ProviderState? StateAt(long mono) => this switch
    {
        _ when mono < _throttle.Until => ProviderState.Throttled,
        _ when IsBroken && mono < _breaker.ProbeAt => ProviderState.CircuitOpen,
        _ when provider.UsesBreaker && (_breaker.IsBroken || _breaker.IsRecovering(mono)) => ProviderState.CircuitHalfOpen,
        _ => null,
    };

    /// <summary>An attempt of the tenant is sent.</summary>
    public BreakerMark Take(long mono) => _breaker.Take(mono);

    /// <summary>The provider has taken a contact of the tenant, or has told that this one cannot be reached.</summary>
    public void Took(ref BreakerMark mark, long mono)
    {
        _row.Clear();
        _throttle.Reset();
        if (!_needsOutcome)
        {
            _breaker.Answered(ref mark, mono);
        }
    }

    /// <summary>The provider has told how an attempt of the tenant ended: it places what it takes.</summary>
    public void Heard(ref BreakerMark mark, long mono)
    {
        _laterRow.Clear();
        _needsOutcome = false;
        _breaker.Answered(ref mark, mono);
    }

    /// <summary>The provider has placed nothing for a contact.</summary>
    /// <param name="mark">The attempt.</param>
    /// <param name="contact">The contact; null for one that was refused before, which is no news about others.</param>
    /// <param name="mono">The time.</param>
    /// <param name="wasTaken">Whether it had taken the attempt: that it takes others proves nothing then.</param>
    public void Refused(ref BreakerMark mark, AddressKey? contact, long mono, bool wasTaken)
    {
        var isOneTooMany = contact is { } other && CountRefusal(wasTaken ? _laterRow : _row, other, mono);
        var wasBroken = _breaker.IsBroken;
        _breaker.Refused(ref mark, mono, isOneTooMany);
        if (_breaker.IsBroken && (isOneTooMany || wasBroken))
        {
            _needsOutcome |= wasTaken;
            _row.Clear();
            _laterRow.Clear();
            provider.LeftAlone(_breaker.ProbeAt);
            (_round, _yields) = ((byte)(_round == byte.MaxValue ? 1 : _round + 1), 0);
        }
    }

    /// <summary>The provider asks to be left alone with this tenant.</summary>
    public void Throttle(long mono, long asked, double random)
    {
        _throttle.Ask(mono, asked, random);
        provider.AskedForPause(_throttle.Until);
    }

    /// <summary>
    /// Something of the tenant was held back, because of a pause that is over here, or was forgotten in a failure of the store.
    /// </summary>
    /// <param name="mono">The time.</param>
    /// <param name="left">For how long what follows is held back too, in ticks.</param>
    public void HeldBack(long mono, long left) => _throttle.AtLeast(mono + Math.Clamp(left, 0, TimeSpan.TicksPerSecond));

    /// <summary>Whoever has changed the provider wants to see what it does now.</summary>
    public void EndPause() => _throttle = new ThrottleDelay();

    /// <summary>The attempt came to nothing on our side.</summary>
    public void NotTried(ref BreakerMark mark) => _breaker.NotTried(ref mark);

    /// <summary>
    /// Lets a contact that was refused before step aside for others, which tell more: once each time that the tenant is left alone, and
    /// while the provider has just come back.
    /// </summary>
    /// <param name="yielded">The round in which it did so the last time.</param>
    /// <param name="now">The time.</param>
    /// <returns>Until when, in UTC ticks; 0 when it need not.</returns>
    public long TakeYield(ref byte yielded, Now now)
    {
        if (!provider.UsesBreaker || _yields >= MostYields)
        {
            return 0;
        }

        if (_breaker.IsRecovering(now.Mono))
        {
            _yields++;
            return now.Wall + _breaker.RecoversUntil - now.Mono;
        }

        if (!_breaker.IsBroken || yielded == _round)
        {
            return 0;
        }

        yielded = _round;
        _yields++;
        return now.Wall + TimeSpan.TicksPerSecond;
    }

    /// <summary>Counts a contact that was refused.</summary>
    /// <returns>Whether so many different ones were that the provider is at fault.</returns>
    private bool CountRefusal(Dictionary<AddressKey, long> row, in AddressKey contact, long mono)
    {
        if (row.Count < MostInRow || row.ContainsKey(contact))
        {
            row[contact] = mono;
        }

        if (row.Count < provider.Breaker.ConsecutiveFailures)
        {
            return false;
        }

        foreach (var (other, at) in row)
        {
            if (mono - at > provider.Breaker.SamplingDuration.Ticks)
            {
                row.Remove(other);
            }
        }

        return row.Count >= provider.Breaker.ConsecutiveFailures;
    }
}
