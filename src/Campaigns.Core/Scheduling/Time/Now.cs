namespace Campaigns.Scheduling;

/// <summary>
/// The time as the scheduler is told it. Start, expiry and due times ride the wall clock; deadlines and breakers the monotonic one,
/// which no administrator turns back.
/// </summary>
/// <param name="Wall">UTC ticks.</param>
/// <param name="Mono">Ticks of 100 ns since an arbitrary moment; never falls.</param>
internal readonly record struct Now(long Wall, long Mono)
{
    /// <summary>By how much the wall clock was set back, less what it has regained.</summary>
    public long Lead { get; init; }

    /// <summary>The time by which the pauses between attempts count: it never goes back.</summary>
    public long Pauses => Wall + Lead;

    public DateTimeOffset Instant => new(Wall, TimeSpan.Zero);

    /// <summary>
    /// A sum of ticks that stops at the largest value instead of wrapping. On a machine that has just started, the ticks are negative for
    /// what began before.
    /// </summary>
    public static long After(long ticks, TimeSpan delay) =>
        ticks > 0 && delay.Ticks > long.MaxValue - ticks ? long.MaxValue : ticks + delay.Ticks;

    /// <summary>The latest wall-clock instant there is.</summary>
    public static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;
}
