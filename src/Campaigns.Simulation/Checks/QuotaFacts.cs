using NodaTime;

namespace Campaigns.Simulation;

/// <summary>The used quotas of one holder, by period of the wall clock.</summary>
internal sealed class QuotaFacts
{
    /// <summary>The number of later periods after which an engine may forget a period.</summary>
    private const int ManyPeriods = 20;

    private readonly Dictionary<(string Quota, DateTime Period), long> _sent = [];

    /// <summary>Committed attempts that are not known as unsent, by period.</summary>
    public Dictionary<(string Quota, DateTime Period), long> Used { get; } = [];

    public static string NameOf(Quota quota) => $"{quota.Period} {quota.Zone}";

    /// <summary>The start of the current period in the quota's zone.</summary>
    public static DateTime PeriodOf(Quota quota, DateTimeOffset wall)
    {
        var shown = Instant.FromDateTimeOffset(wall).InZone(DateTimeZoneProviders.Tzdb[quota.Zone]).ToDateTimeUnspecified();
        return quota.Period switch
        {
            QuotaPeriod.Hour => shown.Date.AddHours(shown.Hour),
            QuotaPeriod.Day => shown.Date,
            _ => shown.Date.AddDays(1 - shown.Day),
        };
    }

    /// <summary>Whether the quotas have room now, and no period began within the last minute.</summary>
    public bool HaveRoom(IReadOnlyList<Quota> quotas, DateTimeOffset wall)
    {
        foreach (var quota in quotas)
        {
            var (name, period) = (NameOf(quota), PeriodOf(quota, wall));
            if (period != PeriodOf(quota, wall.AddMinutes(-1))
                || Used.GetValueOrDefault((name, period)) >= quota.Count
                || IsOld(name, period))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether an engine may have forgotten a period because of later periods.</summary>
    public bool IsOld(string name, DateTime period) => Used.Keys.Count(key => key.Quota == name && key.Period > period) >= ManyPeriods;

    /// <summary>Changes the quotas. Forgets the sends of quotas that are new or removed, because the engine does not count them.</summary>
    public void Change(IReadOnlyList<Quota> was, IReadOnlyList<Quota> next)
    {
        foreach (var key in _sent.Keys.Where(
            key => !was.Any(quota => NameOf(quota) == key.Quota) || !next.Any(quota => NameOf(quota) == key.Quota)).ToList())
        {
            _sent.Remove(key);
        }
    }

    /// <summary>Counts a send.</summary>
    /// <param name="quotas">The latest quotas.</param>
    /// <param name="areSettled">Whether no other quotas may be in force.</param>
    /// <param name="wall">The current time.</param>
    /// <returns>A quota that the send exceeds; null for none.</returns>
    public Quota? Send(IReadOnlyList<Quota> quotas, bool areSettled, DateTimeOffset wall)
    {
        Quota? broken = null;
        foreach (var quota in quotas)
        {
            var (name, period) = (NameOf(quota), PeriodOf(quota, wall));
            if (areSettled || _sent.Keys.Any(key => key.Quota == name))
            {
                var sent = _sent[(name, period)] = _sent.GetValueOrDefault((name, period)) + 1;
                broken = areSettled && sent > quota.Count ? quota : broken;
            }
        }

        return broken;
    }
}
