namespace Campaigns.Scheduling;

/// <summary>
/// The current time, injected into the scheduler. Start, expiry and due times use the wall clock. Deadlines and breakers use the monotonic
/// clock, which never goes back.
/// </summary>
/// <param name="Wall">UTC ticks.</param>
/// <param name="Mono">Ticks of 100 ns since an arbitrary moment; never falls.</param>
internal readonly record struct Now(long Wall, long Mono)
{
    /// <summary>The time by which the wall clock was set back, minus the time it has regained, in ticks.</summary>
    public long Lead { get; init; }

    /// <summary>
    /// The time that pauses between attempts count by, in ticks. Setting the wall clock back does not move this time back.
    /// </summary>
    public long Pauses => Wall + Lead;

    public DateTimeOffset Instant => new(Wall, TimeSpan.Zero);

    /// <summary>
    /// Adds a delay to a number of ticks and saturates at the largest value instead of overflowing. On a machine that has just started,
    /// monotonic ticks of earlier moments are negative.
    /// </summary>
    public static long After(long ticks, TimeSpan delay) =>
        ticks > 0 && delay.Ticks > long.MaxValue - ticks ? long.MaxValue : ticks + delay.Ticks;

    /// <summary>The latest possible wall-clock instant, in UTC ticks.</summary>
    public static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;
}
