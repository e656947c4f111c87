namespace Campaigns.Scheduling;

/// <summary>
/// Watches the wall clock against the monotonic one. A leap of a second or more is noticed; what is smaller is adjusted by the system bit
/// by
/// bit, and is no matter. A clock that was set back makes no pause between attempts longer: pauses are counted on, ahead of it by the lead.
/// </summary>
internal sealed class WallClock
{
    private static readonly long Smallest = TimeSpan.TicksPerSecond;
    private long? _offset;

    /// <summary>By how much the wall clock was set back, less what it has regained, in ticks.</summary>
    public long Lead { get; private set; }

    /// <summary>The last time that no process ran.</summary>
    public StopPeriods Stopped { get; } = new();

    /// <summary>Takes over the lead of an earlier process, which has stopped nobody knows when.</summary>
    public void Resume(long lead, long wall)
    {
        Lead = lead;
        Stopped.Set(isStopped: true, 0);
        Stopped.Set(isStopped: false, wall);
    }

    /// <summary>Whether the wall clock has leapt since what the store holds was set right.</summary>
    public bool HasLeapt { get; private set; }

    /// <summary>Looks at the clocks.</summary>
    public void Look(Now now)
    {
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

    /// <summary>The store holds what it must know of the leap.</summary>
    public void Told() => HasLeapt = false;
}
