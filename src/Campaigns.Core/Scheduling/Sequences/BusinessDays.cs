using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Scheduling;

/// <summary>Counts business days: Monday to Friday, but for closed dates.</summary>
internal static class BusinessDays
{
    private const int MaxDays = 2 * 366;

    /// <summary>When a business day's time comes, in UTC ticks; never, if two years hold no such day.</summary>
    /// <param name="zone">The contact's zone.</param>
    /// <param name="wall">The instant from whose local date on days are counted.</param>
    /// <param name="day">Which day and time.</param>
    /// <param name="closed">Local dates that are no business days.</param>
    public static long At(string zone, long wall, BusinessDay day, IEnumerable<DateOnly> closed)
    {
        var local = DateTimeZoneProviders.Tzdb[zone];
        var date = Instant.FromDateTimeOffset(new DateTimeOffset(wall, TimeSpan.Zero)).InZone(local).Date;
        var shut = closed.ToHashSet();
        var left = day.Days;
        for (var i = 0; i < MaxDays; i++)
        {
            date = date.PlusDays(1);
            if (date.DayOfWeek <= IsoDayOfWeek.Friday && !shut.Contains(date.ToDateOnly()) && --left == 0)
            {
                var time = LocalTime.FromTimeOnly(day.At);
                return local.ResolveLocal(date + time, Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter))
                    .ToDateTimeOffset().UtcTicks;
            }
        }

        return Now.Never;
    }
}
