namespace Campaigns.Tests.Windows;

/// <summary>Windows that meet a clock change in every way that we could think of.</summary>
internal static class WindowCases
{
    /// <summary>The margins to test each set of windows with.</summary>
    public static IReadOnlyList<TimeSpan> Margins { get; } = [TimeSpan.Zero, TimeSpan.FromMinutes(5)];

    /// <summary>All windows with both policies, and intersections of windows.</summary>
    /// <param name="before">The local date just before the clocks change.</param>
    /// <param name="after">The local date just after the change, which differs from the other at midnight and on the date line.</param>
    public static IReadOnlyList<IReadOnlyList<ContactWindow>> Around(DateOnly before, DateOnly after)
    {
        var cases = new List<IReadOnlyList<ContactWindow>>();
        foreach (var window in Single(before, after))
        {
            cases.AddRange(Enum.GetValues<DstPolicy>().Select(dst => (IReadOnlyList<ContactWindow>)[window with { Dst = dst }]));
        }

        cases.AddRange(Several(after));
        return cases;
    }

    /// <summary>The same windows with a margin. The second of several windows gets one minute more, which then applies to all.</summary>
    public static IReadOnlyList<ContactWindow> With(TimeSpan margin, IReadOnlyList<ContactWindow> windows) =>
        [.. windows.Select((window, i) => window with { Margin = margin + TimeSpan.FromMinutes(i == 1 ? 1 : 0) })];

    private static IEnumerable<ContactWindow> Single(DateOnly before, DateOnly after)
    {
        yield return Daily("09:00", "21:00");
        yield return Daily("22:00", "06:00");
        yield return Daily("01:30", "02:30");
        yield return Daily("23:30", "00:30");
        yield return Daily("00:00", "00:03");
        yield return Daily("00:00", "00:00");
        yield return Daily("02:00", "02:00");
        yield return ContactWindow.Weekdays(Time("08:00"), Time("18:00"));
        yield return ContactWindow.On([DayOfWeek.Friday, DayOfWeek.Saturday], Time("22:00"), Time("06:00"));
        yield return ContactWindow.On([after.DayOfWeek], Time("00:00"), Time("00:00"));
        yield return ContactWindow.On([before.DayOfWeek, after.DayOfWeek], Time("00:30"), Time("00:20"));
        yield return Join(
            Daily("00:00", "00:45"),
            Daily("01:15", "02:45"),
            Daily("03:00", "03:01"),
            Daily("09:00", "12:00"),
            Daily("12:00", "17:00"),
            ContactWindow.Weekdays(Time("16:00"), Time("19:00")));
        yield return Daily("00:00", "00:00").Except(after);
        yield return Daily("00:00", "00:00").Except(before, after.AddDays(1));
        yield return Daily("22:00", "06:00").Except(after);
        yield return Daily("20:00", "02:30").Except(before);
    }

    /// <summary>Intersections of windows, including windows with different policies.</summary>
    private static IEnumerable<IReadOnlyList<ContactWindow>> Several(DateOnly after)
    {
        yield return [Daily("08:00", "20:00"), Daily("10:00", "22:00")];
        yield return [Daily("22:00", "06:00") with { Dst = DstPolicy.FirstPassOnly }, Daily("01:15", "23:00")];
        yield return [Daily("00:00", "00:00").Except(after), Daily("18:00", "12:00"), Daily("06:00", "03:00")];
        yield return [Daily("00:00", "00:00"), Daily("00:00", "00:00") with { Dst = DstPolicy.FirstPassOnly }];
        yield return [Daily("08:00", "12:00"), Daily("12:00", "16:00")];
        yield return [];
    }

    private static ContactWindow Daily(string from, string to) => ContactWindow.Daily(Time(from), Time(to));

    private static ContactWindow Join(params ContactWindow[] windows) => new() { Hours = [.. windows.SelectMany(window => window.Hours)] };

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm");
}
