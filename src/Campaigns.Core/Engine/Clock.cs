using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Reads both clocks of a <see cref="TimeProvider"/>.</summary>
internal static class Clock
{
    public static Now Read(TimeProvider time) => new(time.GetUtcNow().UtcTicks, time.GetElapsedTime(0).Ticks);
}
