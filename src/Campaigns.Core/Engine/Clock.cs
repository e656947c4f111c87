using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Reads both clocks of a <see cref="TimeProvider"/>.</summary>
internal static class Clock
{
    /// <summary>
    /// The maximum that a free-running clock moves between two reads, in ticks. If it moves more, a test moved it or this thread was
    /// preempted, and the earlier read is stale.
    /// </summary>
    public const long Moment = TimeSpan.TicksPerMillisecond / 10;

    /// <summary>The maximum number of reads, because a test clock may move at each read.</summary>
    private const int MostLooks = 10;

    /// <summary>
    /// Reads both clocks at one instant. If a test moves the clock by a day between the two reads, the wall clock must not seem to be set
    /// back by a day.
    /// </summary>
    public static Now Read(TimeProvider time)
    {
        long before, wall;
        var (mono, looks) = (Mono(time), 0);
        do
        {
            before = mono;
            wall = time.GetUtcNow().UtcTicks;
            mono = Mono(time);
        }
        while (mono - before >= Moment && ++looks < MostLooks);

        return new Now(wall, mono);
    }

    /// <summary>
    /// Reads only the monotonic clock, in ticks. Uses a timestamp in ticks unchanged, because GetElapsedTime computes with a double and
    /// rounds timestamps that count from the year 1.
    /// </summary>
    public static long Mono(TimeProvider time) => Mono(time, time.GetTimestamp());

    /// <summary>The ticks of a timestamp.</summary>
    public static long Mono(TimeProvider time, long timestamp) =>
        time.TimestampFrequency == TimeSpan.TicksPerSecond ? timestamp : time.GetElapsedTime(0, timestamp).Ticks;
}
