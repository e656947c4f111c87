namespace Campaigns.Scheduling;

/// <summary>
/// The last time that nothing was sent because it was stopped: a pause, a hold, a process that did not run. What comes up late after it is
/// late by it, and by nothing else: what the contact's own caps, its busy address, limits and providers cost is no lateness.
/// </summary>
internal sealed class StopPeriods
{
    private long? _begun;
    private long _from;

    /// <summary>When it was over, in UTC ticks; 0 before the first.</summary>
    private long _until;

    /// <summary>It begins, unless it has begun already; or it is over, if it had begun.</summary>
    public void Set(bool isStopped, long wall)
    {
        if (isStopped)
        {
            _begun ??= wall;
        }
        else if (_begun is { } begun)
        {
            (_from, _until, _begun) = (begun, wall, null);
        }
    }

    /// <summary>How long it has kept back what could have been sent from an instant on, in ticks; 0 or less for not at all.</summary>
    public long LatenessOf(long possible) => _until - Math.Max(possible, _from);
}
