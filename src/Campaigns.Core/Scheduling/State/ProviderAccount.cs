namespace Campaigns.Scheduling;

/// <summary>
/// One tenant at one provider, created when the provider first refuses an attempt of the tenant. Decides how long the tenant's account is
/// paused and whether the provider accepts any of the tenant's contacts. Affects no other tenant.
/// </summary>
/// <remarks>
/// One refused contact says nothing about the others, so repeated refusals of one contact count once. If enough different contacts are
/// refused in a row, with none accepted in between, the tenant's account is paused and probed like a broken provider.
/// </remarks>
internal sealed class ProviderAccount(ProviderEntry provider)
{
    /// <summary>The maximum number of refused contacts to tell apart: far more than any breaker needs.</summary>
    private const int MostInRow = 10_000;

    /// <summary>The maximum number of refused contacts that let others be the probe in one round.</summary>
    private const int MostYields = 64;

    private readonly BreakerState _breaker = new(provider.Breaker);
    private readonly Dictionary<AddressKey, long> _row = [];

    /// <summary>The contacts, in a row, whose attempts the provider accepted before it reported that nothing was placed.</summary>
    private readonly Dictionary<AddressKey, long> _laterRow = [];
    private bool _needsOutcome;
    private ThrottleDelay _throttle = new();
    private byte _round = 1;
    private int _yields;

    /// <summary>Whether the tenant's contacts are refused so often that the provider is only probed with them.</summary>
    public bool IsBroken => _breaker.IsBroken && provider.UsesBreaker;

    /// <summary>Whether no throttle, break or recovery affects the tenant.</summary>
    public bool IsCalm(long mono) => mono >= _throttle.Until && !_breaker.IsBroken && !_breaker.IsRecovering(mono);

    /// <summary>The end of the pause that the provider asked for, for the tenant's account, on the monotonic clock.</summary>
    public long ThrottledUntil => _throttle.Until;

    public bool IsOpen(long mono) => mono >= _throttle.Until && (!provider.UsesBreaker || _breaker.IsOpen(mono));

    /// <summary>
    /// When the account opens by itself, on the monotonic clock. Now or earlier if it is open; <see cref="long.MaxValue"/> if only an
    /// answer opens it.
    /// </summary>
    public long OpensAt(long mono) => Math.Max(_throttle.Until, provider.UsesBreaker ? _breaker.OpensAt(mono) : mono);

    /// <summary>The state of the provider for this tenant; null if nothing restricts the tenant.</summary>
    public ProviderState? StateAt(long mono) => this switch
    {
        _ when mono < _throttle.Until => ProviderState.Throttled,
        _ when IsBroken && mono < _breaker.ProbeAt => ProviderState.CircuitOpen,
        _ when provider.UsesBreaker && (_breaker.IsBroken || _breaker.IsRecovering(mono)) => ProviderState.CircuitHalfOpen,
        _ => null,
    };

    /// <summary>Counts an attempt of the tenant that is sent.</summary>
    public BreakerMark Admit(long mono) => _breaker.Admit(mono);

    /// <summary>Notes that the provider accepted a contact of the tenant, or reported that one contact cannot be reached.</summary>
    public void RecordAcceptance(ref BreakerMark mark, long mono)
    {
        _row.Clear();
        _throttle.Reset();
        if (!_needsOutcome)
        {
            _breaker.RecordAnswer(ref mark, mono);
        }
    }

    /// <summary>Notes a reported outcome of the tenant, which proves that the provider places accepted attempts.</summary>
    public void RecordOutcome(ref BreakerMark mark, long mono)
    {
        _laterRow.Clear();
        _needsOutcome = false;
        _breaker.RecordAnswer(ref mark, mono);
    }

    /// <summary>Notes that the provider placed nothing for a contact.</summary>
    /// <param name="mark">The attempt's mark.</param>
    /// <param name="contact">The contact; null for a contact that was refused before, which says nothing about other contacts.</param>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="wasTaken">Whether the provider had accepted the attempt. Accepting other attempts then proves nothing.</param>
    public void RecordRefusal(ref BreakerMark mark, AddressKey? contact, long mono, bool wasTaken)
    {
        var isOneTooMany = contact is { } other && CountRefusal(wasTaken ? _laterRow : _row, other, mono);
        var wasBroken = _breaker.IsBroken;
        _breaker.RecordRefusal(ref mark, mono, isOneTooMany);
        if (_breaker.IsBroken && (isOneTooMany || wasBroken))
        {
            _needsOutcome |= wasTaken;
            _row.Clear();
            _laterRow.Clear();
            provider.LeftAlone(_breaker.ProbeAt);
            (_round, _yields) = ((byte)(_round == byte.MaxValue ? 1 : _round + 1), 0);
        }
    }

    /// <summary>Handles the provider's request for a pause for this tenant.</summary>
    public void Throttle(long mono, long asked, double random)
    {
        _throttle.Ask(mono, asked, random);
        provider.AskedForPause(_throttle.Until);
    }

    /// <summary>
    /// Handles an attempt of the tenant that a pause held back before the send, although the scheduler considers the pause over or has
    /// forgotten the pause after a store failure.
    /// </summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="left">How long later attempts are held back too, in ticks. Limited to one second.</param>
    public void HeldBack(long mono, long left) => _throttle.AtLeast(mono + Math.Clamp(left, 0, TimeSpan.TicksPerSecond));

    /// <summary>Ends the pause, because a person changed the provider and wants to see the effect.</summary>
    public void EndPause() => _throttle = new ThrottleDelay();

    /// <summary>Ends the pause and closes the circuit, because a person says that the provider works again.</summary>
    public void CloseCircuit(long mono)
    {
        EndPause();
        _breaker.Close(mono);
        _needsOutcome = false;
    }

    /// <summary>Notes an attempt that failed on our side.</summary>
    public void Release(ref BreakerMark mark) => _breaker.Release(ref mark);

    /// <summary>
    /// Lets a previously refused contact step aside for others, whose results say more. Happens once per round of a break, and while the
    /// provider recovers.
    /// </summary>
    /// <param name="yielded">The round in which the contact last stepped aside.</param>
    /// <param name="now">The current time.</param>
    /// <returns>The time until which the contact steps aside, in UTC ticks; 0 if not needed.</returns>
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

    /// <summary>Counts a refused contact.</summary>
    /// <returns>Whether enough different contacts were refused to put the provider at fault.</returns>
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
