using System.Globalization;
using NodaTime;

namespace Campaigns.Samples.Drip;

/// <summary>Counts the days of a story in one time zone. Day 0 is the day on which the story begins.</summary>
internal sealed class LocalClock(DateTimeZone zone, LocalDateTime start)
{
    public DateTimeOffset Start { get; } = Resolve(zone, start);

    public LocalDateTime At(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime;

    public int DayOf(DateTimeOffset instant) => Period.DaysBetween(start.Date, At(instant).Date);

    /// <summary>Reads "day 3 09:00", the time since the start as "3.02:30:00" (days, hours, minutes, seconds), or an instant with its offset.</summary>
    /// <returns>The instant; null for any other text.</returns>
    public DateTimeOffset? Parse(string text)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["day", var day, var time])
        {
            return int.TryParse(day, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number is >= -10_000 and <= 10_000
                && TimeOnly.TryParseExact(time, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                ? Resolve(zone, start.Date.PlusDays(number).At(new LocalTime(local.Hour, local.Minute)))
                : null;
        }

        if (TimeSpan.TryParseExact(text.TrimStart('+'), "c", CultureInfo.InvariantCulture, out var elapsed))
        {
            return elapsed.Duration() <= TimeSpan.FromDays(10_000) ? Start + elapsed : null;
        }

        // Without an offset, the time zone would be unclear.
        var hasOffset = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal);
        return hasOffset && text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            ? instant.ToUniversalTime()
            : null;
    }

    /// <summary>Resolves a local time. A skipped time moves forward past the gap; a repeated time is its first occurrence.</summary>
    private static DateTimeOffset Resolve(DateTimeZone zone, LocalDateTime local) => zone.AtLeniently(local).ToInstant().ToDateTimeOffset();
}
