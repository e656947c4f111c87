using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Tests.Windows;

/// <summary>The time that a local clock shows at an instant.</summary>
/// <param name="Date">The local date.</param>
/// <param name="Time">The local time of day.</param>
/// <param name="IsSecondPass">Whether the clock has shown the same time before.</param>
internal readonly record struct WallClock(DateOnly Date, TimeOnly Time, bool IsSecondPass)
{
    public static WallClock At(DateTimeZone zone, Instant instant)
    {
        var local = instant.InZone(zone).LocalDateTime;
        var mapping = zone.MapLocal(local);
        return new WallClock(
            local.Date.ToDateOnly(),
            local.TimeOfDay.ToTimeOnly(),
            mapping.Count == 2 && mapping.Last().ToInstant() == instant);
    }
}

/// <summary>
/// Decides from the definition, independently of the calendar, whether an instant is inside windows. It compares the local date and time of
/// the instant with the spans.
/// </summary>
internal static class WindowChecker
{
    /// <summary>The country of each zone, for windows that differ by place.</summary>
    private static readonly Dictionary<string, string> Countries =
        TzdbDateTimeZoneSource.Default.ZoneLocations!.ToDictionary(place => place.ZoneId, place => place.CountryCode);

    public static bool Allows(IReadOnlyList<ContactWindow> windows, WallClock clock, string zone = "")
    {
        for (var i = 0; i < windows.Count; i++)
        {
            if (!Allows(windows[i], clock, zone))
            {
                return false;
            }
        }

        return true;
    }

    public static bool Allows(IReadOnlyList<ContactWindow> windows, DateTimeZone zone, long ticks) =>
        Allows(windows, WallClock.At(zone, ToInstant(ticks)), zone.Id);

    /// <summary>
    /// Whether an attempt may be sent at an instant: the windows allow the instant, and allow every later instant up to the longest margin.
    /// It is enough to check the instants at which the answer can change.
    /// </summary>
    public static bool MaySend(IReadOnlyList<ContactWindow> windows, DateTimeZone zone, long ticks)
    {
        var until = ticks + Margin(windows).Ticks;
        return Allows(windows, zone, ticks)
            && Changes(windows, zone, ticks, until).Where(at => at > ticks && at <= until).All(at => Allows(windows, zone, at));
    }

    public static TimeSpan Margin(IReadOnlyList<ContactWindow> windows) => windows.Select(window => window.Margin).Append(default).Max();

    public static Instant ToInstant(long ticks) => Instant.FromDateTimeUtc(new DateTime(ticks, DateTimeKind.Utc));

    public static long ToTicks(Instant instant) => instant.ToDateTimeUtc().Ticks;

    private static bool Allows(ContactWindow window, WallClock clock, string zone)
    {
        if (IsOff(window.ClosedDates, window.HalfDays, clock))
        {
            return false;
        }

        var weekend = window.Weekend;
        foreach (var place in (window.Local ?? []).Where(place => place.Where == zone || place.Where == Countries.GetValueOrDefault(zone)))
        {
            weekend = place.Weekend ?? weekend;
            if (IsOff(place.ClosedDates, place.HalfDays, clock))
            {
                return false;
            }
        }

        if (weekend?.Contains(clock.Date.DayOfWeek) == true)
        {
            return false;
        }

        if (window.ClosedDates.Contains(clock.Date) || (window.Dst == DstPolicy.FirstPassOnly && clock.IsSecondPass))
        {
            return false;
        }

        var today = clock.Date.DayOfWeek;
        var yesterday = clock.Date.AddDays(-1).DayOfWeek;
        for (var i = 0; i < window.Hours.Count; i++)
        {
            var span = window.Hours[i];
            var inside = span.Day == today
                ? clock.Time >= span.From && (clock.Time < span.To || span.To <= span.From)
                : span.Day == yesterday && span.To <= span.From && clock.Time < span.To;
            if (inside)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOff(IReadOnlyList<DateOnly>? closed, IReadOnlyList<HalfDay>? halves, WallClock clock) =>
        closed?.Contains(clock.Date) == true
        || halves?.Any(
            half => half.Date == clock.Date && (clock.Time < half.From || (half.To != default && clock.Time >= half.To))) == true;

    /// <summary>
    /// The instants at which the answer can change around an instant: midnights, edges of spans, clock changes, and ends of repeated times.
    /// </summary>
    private static IEnumerable<long> Changes(IReadOnlyList<ContactWindow> windows, DateTimeZone zone, long from, long until)
    {
        var date = ToInstant(from).InZone(zone).Date;
        var times = windows.SelectMany(window => window.Hours).SelectMany(span => new[] { span.From, span.To }).Append(default)
            .Concat(windows.SelectMany(Halves).SelectMany(half => new[] { half.From, half.To })).Distinct();
        foreach (var time in times)
        {
            for (var days = -1; days <= 2; days++)
            {
                foreach (var at in Instants(zone, date.PlusDays(days) + LocalTime.FromTimeOnly(time)))
                {
                    yield return ToTicks(at);
                }
            }
        }

        long? before = null;
        foreach (var interval in zone.GetZoneIntervals(ToInstant(from) - Duration.FromDays(3), ToInstant(until) + Duration.FromTicks(1)))
        {
            if (before is { } previous)
            {
                yield return ToTicks(interval.Start);
                yield return ToTicks(interval.Start) + previous - interval.WallOffset.Ticks;
            }

            before = interval.WallOffset.Ticks;
        }
    }

    private static IEnumerable<HalfDay> Halves(ContactWindow window) =>
        (window.HalfDays ?? []).Concat((window.Local ?? []).SelectMany(place => place.HalfDays ?? []));

    private static IEnumerable<Instant> Instants(DateTimeZone zone, LocalDateTime local)
    {
        var mapping = zone.MapLocal(local);
        if (mapping.Count > 0)
        {
            yield return mapping.First().ToInstant();
        }

        if (mapping.Count == 2)
        {
            yield return mapping.Last().ToInstant();
        }
    }
}
