using NodaTime;
using NodaTime.Extensions;
using NodaTime.TimeZones;

namespace Campaigns.Scheduling;

/// <summary>When a <see cref="BusinessDay"/> is: all days but the weekend and closed dates, in a contact's own zone.</summary>
internal static class BusinessDays
{
    private const int LongestSearch = 2 * 366;

    private static readonly ZoneLocalMappingResolver FirstOrAfterGap =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>
    /// The time on the n-th business day after the local date of an instant. A local time that is skipped is the first instant after the
    /// gap;
    /// one that comes twice is the first.
    /// </summary>
    /// <param name="zone">A known IANA zone; any other throws.</param>
    /// <param name="wall">The instant, in UTC ticks.</param>
    /// <param name="day">Which business day, and when on it.</param>
    /// <param name="closed">Local dates that are no business days.</param>
    /// <param name="weekend">Days of the week that are no business days; null for Saturday and Sunday.</param>
    /// <returns>UTC ticks; those of <see cref="DateTimeOffset.MaxValue"/> when there are not so many business days in two years.</returns>
    public static long At(string zone, long wall, BusinessDay day, IEnumerable<DateOnly> closed, IEnumerable<DayOfWeek>? weekend = null)
    {
        var local = TimeZoneData.Of(zone);
        var latest = Now.Never - ((LongestSearch + 2) * TimeSpan.TicksPerDay); // no date beyond the last of the calendar
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

    /// <summary>A zone that moves over the date line to the west has one date less.</summary>
    private static bool Exists(LocalDate date, DateTimeZone zone) => date.AtMidnight().InZone(zone, FirstOrAfterGap).Date == date;
}
