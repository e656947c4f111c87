namespace Campaigns.Scheduling;

/// <summary>
/// Compares the wall clock with the monotonic clock. It notices a leap of one second or more. Smaller differences are gradual corrections
/// by the operating system and are ignored. Setting the clock back does not lengthen a pause between attempts, because pauses count on the
/// wall clock plus the lead.
/// </summary>
internal sealed class WallClock
{
    private static readonly long Smallest = TimeSpan.TicksPerSecond;

    /// <summary>A process that runs looks every 30 seconds. If it did not for twice that time, it or its machine stood still.</summary>
    private static readonly long Standstill = TimeSpan.TicksPerMinute;
    private long? _offset;
    private long _looked = long.MaxValue;

    /// <summary>The time by which the wall clock was set back, minus the time it has regained, in ticks.</summary>
    public long Lead { get; private set; }

    /// <summary>The last period in which no process ran, or the process stood still.</summary>
    public StopPeriods Stopped { get; } = new();

    /// <summary>Takes over the lead of an earlier process, which stopped at an unknown time.</summary>
    public void Resume(long lead, long wall)
    {
        Lead = lead;
        Stopped.Set(isStopped: true, 0);
        Stopped.Set(isStopped: false, wall);
    }

    /// <summary>Whether the wall clock has leapt since the stored times were last corrected.</summary>
    public bool HasLeapt { get; private set; }

    /// <summary>Compares the clocks and notes a leap.</summary>
    public void Look(Now now)
    {
        if (now.Wall - Standstill > _looked)
        {
            Stopped.Set(isStopped: true, _looked);
            Stopped.Set(isStopped: false, now.Wall);
        }

        _looked = now.Wall;
        var offset = now.Wall - now.Mono;
        var leap = offset - (_offset ?? offset);
        if (_offset is not null && Math.Abs(leap) < Smallest)
        {
            return;
        }

        _offset = offset;
        Lead = Math.Max(0, Lead - leap);
        HasLeapt |= leap != 0;
    }

    /// <summary>Notes that the stored times are corrected for the leap.</summary>
    public void Told() => HasLeapt = false;
}
