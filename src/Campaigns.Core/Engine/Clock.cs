using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Reads both clocks of a <see cref="TimeProvider"/>.</summary>
internal static class Clock
{
    /// <summary>
    /// The most that a clock which runs by itself moves between two looks, in ticks. One that moves further was moved by hand, or this
    /// thread lost its processor: what was read before no longer fits.
    /// </summary>
    public const long Moment = TimeSpan.TicksPerMillisecond / 10;

    /// <summary>A clock may move at each look, as a test sets it up.</summary>
    private const int MostLooks = 10;

    /// <summary>
    /// The two clocks at one instant: a clock that a test moves by a day between the two looks must not seem to be set back by a day.
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
    /// The monotonic clock alone. A timestamp that counts ticks is taken as it is: GetElapsedTime goes through a double, and
    /// rounds what a clock shows that counts since the year 1.
    /// </summary>
    public static long Mono(TimeProvider time) =>
        time.TimestampFrequency == TimeSpan.TicksPerSecond ? time.GetTimestamp() : time.GetElapsedTime(0).Ticks;
}
