using System.Globalization;

namespace Campaigns.Dashboard.Pages.Changing;

/// <summary>Says for how many waiting contacts hours are open at an instant, by the hours and closed dates of a campaign alone.</summary>
internal static class OpenHours
{
    /// <summary>What other hours would change at once, in a sentence.</summary>
    public static string Effect(ContactWindow? before, ContactWindow? after, IReadOnlyList<WaitingGroup> waiting, DateTimeOffset now)
    {
        var all = waiting.Sum(group => group.Contacts);
        var (then, until) = (Open(after, waiting, now), Open(before, waiting, now));
        return all == 0 ? "Nobody waits now." : string.Create(
            CultureInfo.InvariantCulture,
            $"Of {all:N0} contacts that wait, the hours are open now for {then:N0}; before, for {until:N0}.");
    }

    private static long Open(ContactWindow? window, IReadOnlyList<WaitingGroup> waiting, DateTimeOffset now) =>
        waiting.Where(group => IsOpen(window, group.Zone, now)).Sum(group => group.Contacts);

    private static bool IsOpen(ContactWindow? window, string zone, DateTimeOffset now)
    {
        if (window is null || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
        {
            return window is null;
        }

        var local = TimeZoneInfo.ConvertTime(now, found).DateTime;
        var (date, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return !window.ClosedDates.Contains(date) && window.Hours.Any(span => Holds(span, date.DayOfWeek, time));
    }

    /// <summary>Whether a span holds at a time. A span that ends at or before its beginning ends on the next day.</summary>
    private static bool Holds(WindowSpan span, DayOfWeek day, TimeOnly time) => span.From < span.To
        ? span.Day == day && time >= span.From && time < span.To
        : (span.Day == day && time >= span.From) || ((DayOfWeek)(((int)span.Day + 1) % 7) == day && time < span.To);
}
