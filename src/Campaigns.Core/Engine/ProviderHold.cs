using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Keeps from a provider that asks to be left alone what was committed before it said so. It holds until the scheduler knows, and no
/// longer than a second: a leap of the wall clock must not let the two disagree for long.
/// </summary>
internal sealed class ProviderHold(TimeProvider time)
{
    private static readonly long Most = TimeSpan.TicksPerSecond;

    /// <summary>When it names an instant that is past: less than the scheduler's own pause, or what it sends next would be held back again and again.</summary>
    private static readonly long Past = TimeSpan.TicksPerSecond / 2;
    private long _until = long.MinValue;

    public string? Judge(Now now) => now.Mono < Volatile.Read(ref _until) ? "the provider asked to be left alone" : null;

    /// <summary>Until when it holds, in UTC ticks, so that the scheduler sends nothing before; 0 when it does not.</summary>
    public long HoldsUntil(Now now) => Volatile.Read(ref _until) is var until && now.Mono < until ? now.Wall + (until - now.Mono) : 0;

    /// <summary>Begins to hold.</summary>
    /// <param name="instant">Until when the provider wants to be left alone.</param>
    /// <returns>The instant in UTC ticks.</returns>
    public long Begin(DateTimeOffset instant)
    {
        var now = Clock.Read(time);
        var pause = instant.UtcTicks - now.Wall;
        pause = pause > 0 ? Math.Min(pause, Most) : Past;
        Volatile.Write(ref _until, Math.Max(Volatile.Read(ref _until), now.Mono + pause));
        return instant.UtcTicks;
    }
}
