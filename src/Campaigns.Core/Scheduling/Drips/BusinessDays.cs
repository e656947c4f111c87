using NodaTime;
using NodaTime.Extensions;
using NodaTime.TimeZones;

namespace Campaigns.Scheduling;

/// <summary>
/// Finds a <see cref="BusinessDay"/> in a contact's zone. Business days are all days except the weekend and closed dates.
/// </summary>
internal static class BusinessDays
{
    private const int LongestSearch = 2 * 366;

    private static readonly ZoneLocalMappingResolver FirstOrAfterGap =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>
    /// Returns the time of day on the n-th business day after the local date of an instant. A skipped local time moves to the first instant
    /// after the gap. A local time that occurs twice means its first occurrence.
    /// </summary>
    /// <param name="zone">An IANA zone; one that is not known counts as UTC.</param>
    /// <param name="wall">The instant, in UTC ticks.</param>
    /// <param name="day">The number of the business day, and the time of day.</param>
    /// <param name="closed">Local dates that are not business days.</param>
    /// <param name="weekend">Days of the week that are not business days; null for Saturday and Sunday.</param>
    /// <returns>UTC ticks; those of <see cref="DateTimeOffset.MaxValue"/> when two years hold fewer business days.</returns>
    public static long At(string zone, long wall, BusinessDay day, IEnumerable<DateOnly> closed, IEnumerable<DayOfWeek>? weekend = null)
    {
        var local = TimeZoneData.Of(zone);
        var latest = Now.Never - ((LongestSearch + 2) * TimeSpan.TicksPerDay); // dates stay within the calendar
        var today = Instant.FromDateTimeOffset(new DateTimeOffset(Math.Min(wall, latest), TimeSpan.Zero)).InZone(local).Date;
        var holidays = closed.Select(LocalDate.FromDateOnly).ToHashSet();
        var off = (weekend ?? [DayOfWeek.Saturday, DayOfWeek.Sunday]).Select(weekday => weekday.ToIsoDayOfWeek()).ToHashSet();
        var left = day.Days;
        for (var ahead = 1; ahead <= LongestSearch; ahead++)
        {
            var date = today.PlusDays(ahead);
            if (!off.Contains(date.DayOfWeek) && !holidays.Contains(date) && Exists(date, local) && --left == 0)
            {
                var time = new LocalTime(0, 0).PlusTicks(day.At.Ticks);
                return (date + time).InZone(local, FirstOrAfterGap).ToDateTimeOffset().UtcTicks;
            }
        }

        return Now.Never;
    }

    /// <summary>Whether a date exists in a zone. A zone that moves west across the date line skips one date.</summary>
    private static bool Exists(LocalDate date, DateTimeZone zone) => date.AtMidnight().InZone(zone, FirstOrAfterGap).Date == date;
}
