namespace Campaigns.Scheduling;

/// <summary>
/// Whether a tenant can be served on a channel: not while it was said to be unavailable, nor while its providers have found so. What they
/// found is probed every quarter of an hour; what was said lasts until the opposite is.
/// </summary>
internal sealed class TenantChannel
{
    private static readonly Breaker Options = new() { Failures = 1, Pause = TimeSpan.FromMinutes(15), MaxPause = TimeSpan.FromMinutes(15) };
    private readonly BreakerState _found = new(Options);
    private string? _reason;

    public TenantChannel(TenantEntry tenant, Route route)
    {
        Tenant = tenant;
        Route = route;
        Wake = new HeapNode<object>(this);
    }

    public TenantEntry Tenant { get; }

    public Route Route { get; }

    /// <summary>Wakes when a probe may go, or more than before.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>Why it was said to be unavailable; null if it was not.</summary>
    public string? Stated { get; private set; }

    public bool IsOpen(long mono) => Stated is null && _found.IsOpen(mono);

    /// <summary>Whether it is unavailable, and not only paced because it has just come back.</summary>
    public bool IsUnavailable(long mono) => Stated is not null || (_found.IsBroken && !_found.IsOpen(mono));

    /// <summary>Why it is not available; null when it is.</summary>
    public string? Reason => Stated ?? (_found.IsBroken ? _reason : null);

    /// <summary>When it opens by itself; <see cref="long.MaxValue"/> when only an answer or a person opens it.</summary>
    public long OpensAt(long mono) => Stated is null ? _found.OpensAt(mono) : long.MaxValue;

    public BreakerMark Take(long mono) => _found.Take(mono);

    public void Answered(ref BreakerMark mark, long mono) => _found.Answered(ref mark, mono);

    public void NotTried(ref BreakerMark mark) => _found.NotTried(ref mark);

    public void Failed(ref BreakerMark mark, long mono, string reason)
    {
        _reason = reason;
        _found.Failed(ref mark, mono);
    }

    /// <summary>Takes over what was said. A channel that is back is given little at first: much may have waited for it.</summary>
    public void State(string? reason, long mono)
    {
        if (reason is null && (Stated is not null || _found.IsBroken))
        {
            _found.Restore(mono);
        }

        Stated = reason;
    }
}
