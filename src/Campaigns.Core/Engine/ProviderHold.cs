using System.Collections.Concurrent;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Holds back attempts that were committed before their provider asked for a pause. The hold lasts until the scheduler knows of the pause,
/// but at most one second: after a jump of the wall clock, the two must not disagree for long.
/// </summary>
internal sealed class ProviderHold(TimeProvider time)
{
    private static readonly long Most = TimeSpan.TicksPerSecond;

    /// <summary>
    /// The hold if the provider names an instant in the past. Shorter than the scheduler's own pause, or the next attempts would be held
    /// back again and again.
    /// </summary>
    private static readonly long Past = TimeSpan.TicksPerSecond / 2;
    private readonly ConcurrentDictionary<string, long> _tenants = [];
    private long _until = long.MinValue;
    private long _latestOfTenants = long.MinValue;

    /// <summary>The current time.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Why an attempt is held back; null if it may pass.</summary>
    /// <param name="now">The time.</param>
    /// <param name="tenant">The attempt's tenant.</param>
    public string? Judge(Now now, string tenant = "")
    {
        if (now.Mono < Volatile.Read(ref _until))
        {
            return "the provider asked for a pause";
        }

        return now.Mono < UntilOf(tenant, now) ? "the provider asked for a pause with this tenant" : null;
    }

    /// <summary>The end of the hold in UTC ticks, so that the scheduler sends nothing earlier; 0 if there is no hold.</summary>
    /// <param name="now">The time.</param>
    /// <param name="tenant">The attempt's tenant.</param>
    public (long Until, bool IsTenant) HoldsUntil(Now now, string tenant)
    {
        var (all, own) = (Volatile.Read(ref _until), UntilOf(tenant, now));
        return Math.Max(all, own) is var until && now.Mono < until ? (now.Wall + until - now.Mono, own > all) : default;
    }

    /// <summary>Starts or extends the hold.</summary>
    /// <param name="instant">The end of the pause that the provider asks for.</param>
    /// <param name="tenant">The tenant to pause; null for all.</param>
    /// <returns>The instant in UTC ticks.</returns>
    public long Begin(DateTimeOffset instant, string? tenant = null)
    {
        var now = Clock.Read(time);
        var pause = instant.UtcTicks - now.Wall;
        pause = pause > 0 ? Math.Min(pause, Most) : Past;
        var until = now.Mono + pause;
        lock (_tenants) // several threads may send to the provider
        {
            if (tenant is null)
            {
                Volatile.Write(ref _until, Math.Max(_until, until));
            }
            else
            {
                _tenants[tenant] = Math.Max(until, _tenants.GetValueOrDefault(tenant, long.MinValue));
                Volatile.Write(ref _latestOfTenants, Math.Max(_latestOfTenants, until));
            }
        }

        return instant.UtcTicks;
    }

    private long UntilOf(string tenant, Now now) =>
        now.Mono < Volatile.Read(ref _latestOfTenants) && _tenants.TryGetValue(tenant, out var until) ? until : long.MinValue;
}
