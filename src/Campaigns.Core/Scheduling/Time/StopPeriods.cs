namespace Campaigns.Scheduling;

/// <summary>
/// The last period in which a stop blocked all sends: a pause, a hold, or the time without a running process. Only such a period makes a
/// job late. Delays from the contact's caps, a busy address, limits or providers do not count as lateness.
/// </summary>
internal sealed class StopPeriods
{
    private long? _begun;
    private long _from;

    /// <summary>When the last period ended, in UTC ticks; 0 before the first.</summary>
    private long _until;

    /// <summary>Begins a period unless one has begun, or ends the period that has begun.</summary>
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

    /// <summary>
    /// The time by which the last period delayed a send that was possible from an instant on, in ticks; 0 or less for no delay.
    /// </summary>
    public long LatenessOf(long possible) => _until - Math.Max(possible, _from);
}
