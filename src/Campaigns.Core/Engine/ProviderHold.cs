using System.Collections.Concurrent;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Keeps from a provider that asks to be left alone what was committed before it said so. It holds until the scheduler knows, and no
/// longer than a second: a leap of the wall clock must not let the two disagree for long.
/// </summary>
internal sealed class ProviderHold(TimeProvider time)
{
    private static readonly long Most = TimeSpan.TicksPerSecond;

    /// <summary>
    /// When it names an instant that is past: less than the scheduler's own pause, or what it sends next would be held back again and
    /// again.
    /// </summary>
    private static readonly long Past = TimeSpan.TicksPerSecond / 2;
    private readonly ConcurrentDictionary<string, long> _tenants = [];
    private long _until = long.MinValue;
    private long _latestOfTenants = long.MinValue;

    /// <summary>Why an attempt is held back; null when it may pass.</summary>
    /// <param name="now">The time.</param>
    /// <param name="tenant">The attempt's tenant.</param>
    public string? Judge(Now now, string tenant = "")
    {
        if (now.Mono < Volatile.Read(ref _until))
        {
            return "the provider asked to be left alone";
        }

        return now.Mono < UntilOf(tenant, now) ? "the provider asked to be left alone with this tenant" : null;
    }

    /// <summary>Until when it holds, in UTC ticks, so that the scheduler sends nothing before; 0 when it does not.</summary>
    /// <param name="now">The time.</param>
    /// <param name="tenant">The attempt's tenant.</param>
    public (long Until, bool IsTenant) HoldsUntil(Now now, string tenant)
    {
        var (all, own) = (Volatile.Read(ref _until), UntilOf(tenant, now));
        return Math.Max(all, own) is var until && now.Mono < until ? (now.Wall + until - now.Mono, own > all) : default;
    }

    /// <summary>Begins to hold.</summary>
    /// <param name="instant">Until when the provider wants to be left alone.</param>
    /// <param name="tenant">With which tenant; null for all.</param>
    /// <returns>The instant in UTC ticks.</returns>
    public long Begin(DateTimeOffset instant, string? tenant = null)
    {
        var now = Clock.Read(time);
        var pause = instant.UtcTicks - now.Wall;
        pause = pause > 0 ? Math.Min(pause, Most) : Past;
        var until = now.Mono + pause;
        lock (_tenants) // several threads send to the provider
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
