using NodaTime;

namespace Campaigns.Simulation;

/// <summary>What of the quotas of one holder is used, by the books: by period, as the clock on the wall shows it.</summary>
internal sealed class QuotaFacts
{
    /// <summary>So many later periods may make an engine forget one.</summary>
    private const int ManyPeriods = 20;

    private readonly Dictionary<(string Quota, DateTime Period), long> _sent = [];

    /// <summary>Attempts that were committed and not found to be unsent, by period.</summary>
    public Dictionary<(string Quota, DateTime Period), long> Used { get; } = [];

    public static string NameOf(Quota quota) => $"{quota.Period} {quota.Zone}";

    /// <summary>What the clocks of a quota's zone show, up to its period.</summary>
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

    /// <summary>Whether the quotas have let somebody through for a minute, and do.</summary>
    public bool HaveRoom(IReadOnlyList<Quota> quotas, DateTimeOffset wall)
    {
        foreach (var quota in quotas)
        {
            var (name, period) = (NameOf(quota), PeriodOf(quota, wall));
            if (period != PeriodOf(quota, wall.AddMinutes(-1)) || Used.GetValueOrDefault((name, period)) >= quota.Count || IsOld(name, period))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether so much has happened since a period that an engine need not remember it.</summary>
    public bool IsOld(string name, DateTime period) => Used.Keys.Count(key => key.Quota == name && key.Period > period) >= ManyPeriods;

    /// <summary>Quotas are changed: of one that was not there before nobody counts what was sent, nor of one that is no more.</summary>
    public void Change(IReadOnlyList<Quota> was, IReadOnlyList<Quota> next)
    {
        foreach (var key in _sent.Keys.Where(key => !was.Any(quota => NameOf(quota) == key.Quota) || !next.Any(quota => NameOf(quota) == key.Quota)).ToList())
        {
            _sent.Remove(key);
        }
    }

    /// <summary>Counts a send.</summary>
    /// <param name="quotas">The latest quotas.</param>
    /// <param name="areSettled">Whether nothing else may be in force.</param>
    /// <param name="wall">Now.</param>
    /// <returns>A quota that it goes over; null for none.</returns>
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
