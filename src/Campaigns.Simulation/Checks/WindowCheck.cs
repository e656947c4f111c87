using NodaTime;

namespace Campaigns.Simulation;

/// <summary>Judges windows by the wall clock, minute by minute. It shares only the definitions with the engine's calendar.</summary>
internal static class WindowCheck
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    /// <summary>Whether a window allows a send now: the window is open, and stays open for its margin.</summary>
    /// <param name="window">The window; null for none.</param>
    /// <param name="zone">The contact's zone.</param>
    /// <param name="wall">The current time.</param>
    public static bool IsOpen(ContactWindow? window, string zone, DateTimeOffset wall)
    {
        if (window is null)
        {
            return true;
        }

        var local = DateTimeZoneProviders.Tzdb[zone];
        var from = Instant.FromDateTimeOffset(wall);
        var to = from + Duration.FromTimeSpan(window.Margin);
        if (!IsOpenAt(window, local, from) || (window.Margin > TimeSpan.Zero && !IsOpenAt(window, local, to)))
        {
            return false;
        }

        var next = Instant.FromUnixTimeSeconds((from.ToUnixTimeSeconds() / 60 * 60) + 60);
        for (; next < to; next += Minute)
        {
            if (!IsOpenAt(window, local, next))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsOpenAt(ContactWindow window, DateTimeZone zone, Instant at)
    {
        var shown = at.InZone(zone);
        if (window.Dst == DstPolicy.FirstPassOnly
            && zone.MapLocal(shown.LocalDateTime) is { Count: 2 } twice
            && twice.Last().ToInstant() == at)
        {
            return false;
        }

        var today = shown.Date;
        var time = new TimeOnly(shown.TickOfDay);
        var day = (DayOfWeek)((int)today.DayOfWeek % 7);
        if (!PlaceCheck.IsWorking(window, zone.Id, today.ToDateOnly(), time))
        {
            return false;
        }

        var yesterday = (DayOfWeek)(((int)day + 6) % 7);
        foreach (var span in window.Hours)
        {
            var isNight = span.To <= span.From;
            if (span.Day == day && time >= span.From && (isNight || time < span.To))
            {
                return true;
            }

            if (isNight && span.Day == yesterday && time < span.To)
            {
                return true;
            }
        }

        return false;
    }
}
