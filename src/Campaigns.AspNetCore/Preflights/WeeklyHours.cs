using System.Collections;

namespace Campaigns.AspNetCore.Preflights;

/// <summary>
/// The minutes of a week in which several windows are open together, without holidays and local rules. Tells whether windows never open,
/// and which part of the time they are open.
/// </summary>
internal static class WeeklyHours
{
    private const int MinutesOfDay = 24 * 60;
    private const int MinutesOfWeek = 7 * MinutesOfDay;

    /// <summary>The share of the week in which all windows are open and no margin has begun. 1 without windows.</summary>
    public static double ShareOf(IReadOnlyList<ContactWindow> windows)
    {
        if (windows.Count == 0)
        {
            return 1;
        }

        var open = new BitArray(MinutesOfWeek, defaultValue: true);
        foreach (var window in windows)
        {
            open.And(MinutesOf(window));
        }

        return (double)CountBefore(open, (int)Math.Ceiling(windows.Max(window => window.Margin).TotalMinutes)) / MinutesOfWeek;
    }

    private static BitArray MinutesOf(ContactWindow window)
    {
        var open = new BitArray(MinutesOfWeek);
        foreach (var span in window.Hours)
        {
            var from = ((int)span.Day * MinutesOfDay) + (int)Math.Ceiling(span.From.ToTimeSpan().TotalMinutes);
            var to = ((int)span.Day * MinutesOfDay) + (int)span.To.ToTimeSpan().TotalMinutes + (span.To <= span.From ? MinutesOfDay : 0);
            for (var minute = from; minute < to; minute++)
            {
                open[minute % MinutesOfWeek] = true;
            }
        }

        foreach (var day in window.Weekend ?? [])
        {
            for (var minute = 0; minute < MinutesOfDay; minute++)
            {
                open[((int)day * MinutesOfDay) + minute] = false;
            }
        }

        return open;
    }

    /// <summary>Counts the open minutes that are not within the margin before a closing.</summary>
    private static int CountBefore(BitArray open, int margin)
    {
        if (open.HasAllSet())
        {
            return MinutesOfWeek;
        }

        var (count, ahead) = (0, 0);
        for (var minute = (2 * MinutesOfWeek) - 1; minute >= 0; minute--) // twice around, because an open span may pass the end of the week
        {
            ahead = open[minute % MinutesOfWeek] ? ahead + 1 : 0;
            count += minute < MinutesOfWeek && ahead > margin ? 1 : 0;
        }

        return count;
    }
}
