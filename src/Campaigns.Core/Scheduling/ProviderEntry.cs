namespace Campaigns.Scheduling;

/// <summary>A provider as the scheduler sees it: its credits, its throttle and its breaker.</summary>
internal sealed class ProviderEntry
{
    private readonly ProviderOptions _options;
    private int _failures;
    private long _closedUntil = long.MinValue;
    private bool _isProbing;

    public ProviderEntry(int index, string name, string channel, ProviderOptions options)
    {
        Index = index;
        Name = name;
        Channel = channel;
        _options = options;
        Wake = new HeapNode<object>(this);
    }

    public int Index { get; }

    public string Name { get; }

    public string Channel { get; }

    public TimeSpan DispatchTimeout => _options.DispatchTimeout;

    public HeapNode<object> Wake { get; }

    /// <summary>Dispatches that have not answered: each holds one of the provider's credits.</summary>
    public int Dispatching { get; private set; }

    public int Live { get; private set; }

    /// <summary>When the provider is left alone until, on the monotonic clock.</summary>
    public long ClosedUntil => _closedUntil;

    /// <summary>Dispatches that failed, since the store was read.</summary>
    public long Failures { get; private set; }

    /// <summary>Why the last one failed, without personal data.</summary>
    public string LastFailure { get; private set; } = "";

    /// <summary>How often the provider asked to be tried later, since the store was read.</summary>
    public long Throttles { get; private set; }

    /// <summary>Whether so many dispatches in a row have failed that it is only probed.</summary>
    public bool IsBroken => _failures >= _options.Breaker.Failures;

    public bool IsOpen(long mono) =>
        Dispatching < _options.MaxDispatching && Live < _options.MaxConcurrent && mono >= _closedUntil && !(IsBroken && _isProbing);

    public void Take()
    {
        Dispatching++;
        Live++;
        _isProbing = IsBroken;
    }

    public void ReleaseCredit() => Dispatching--;

    public void ReleaseSlot() => Live--;

    /// <summary>The provider answered sensibly.</summary>
    public void Succeeded()
    {
        _failures = 0;
        _isProbing = false;
    }

    /// <summary>The provider failed; after so many in a row it is left alone, then probed with one attempt.</summary>
    public void Failed(long mono, string reason)
    {
        Failures++;
        LastFailure = reason;
        _isProbing = false;
        _failures = Math.Min(_failures + 1, _options.Breaker.Failures);
        if (IsBroken)
        {
            _closedUntil = Math.Max(_closedUntil, Now.After(mono, _options.Breaker.Pause));
        }
    }

    /// <summary>The attempt came to nothing on our side: no news about the provider.</summary>
    public void NotTried() => _isProbing = false;

    public void Throttle(long mono, TimeSpan pause)
    {
        Throttles++;
        _closedUntil = Math.Max(_closedUntil, Now.After(mono, pause));
    }

    /// <summary>After a restart nothing is known: one attempt probes the provider before more follow.</summary>
    public void HalfOpen() => _failures = _options.Breaker.Failures;
}
