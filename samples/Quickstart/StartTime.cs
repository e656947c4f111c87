using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Campaigns.Samples.Quickstart;

/// <summary>A start time: an instant, or a time of the current day on the clock of the run.</summary>
internal sealed record StartTime
{
    private static readonly string[] Instants =
    [
        "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
    ];

    private readonly DateTimeOffset? _instant;
    private readonly TimeOnly _timeOfDay;

    private StartTime(DateTimeOffset? instant, TimeOnly timeOfDay) => (_instant, _timeOfDay) = (instant, timeOfDay);

    public static bool TryParse(string text, [NotNullWhen(true)] out StartTime? start)
    {
        start = null;
        if (TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var timeOfDay))
        {
            start = new StartTime(null, timeOfDay);
        }
        else if (DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && instant.Year is >= 2000 and < 2100) // other years are typing mistakes
        {
            start = new StartTime(instant, default);
        }

        return start is not null;
    }

    /// <summary>The start as an instant.</summary>
    /// <param name="now">The current time, which determines the current day.</param>
    /// <param name="zone">The time zone of the run's clock.</param>
    public DateTimeOffset On(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (_instant is { } instant)
        {
            return instant;
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var local = today.ToDateTime(_timeOfDay);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
