using static Campaigns.Tests.Windows.WindowTimes;

namespace Campaigns.Tests.Windows;

/// <summary>Windows that never open or never close, and the ends of the calendar.</summary>
public class WindowLimitTests
{
    private static readonly ContactWindow AllDay = Daily("00:00", "00:00");

    [Fact]
    public void Intersection_without_a_common_time_never_opens() =>
        AssertNever(Daily("08:00", "12:00"), Daily("12:00", "16:00"));

    [Fact]
    public void Window_without_hours_never_opens() => AssertNever(new ContactWindow { Hours = [] });

    [Fact]
    public void Window_with_every_date_closed_never_opens() =>
        AssertNever(AllDay.Except([.. Enumerable.Range(0, 3_000).Select(i => new DateOnly(2025, 1, 1).AddDays(i))]));

    [Fact]
    public void Opening_after_more_than_a_year_is_found()
    {
        var closed = Enumerable.Range(0, 700).Select(i => new DateOnly(2026, 1, 1).AddDays(i)).ToArray();
        var phase = new WindowCalendar("Asia/Tokyo", [Daily("09:00", "17:00").Except(closed)]).At(Ticks("2026-01-01T12:00+09:00"));

        Assert.Equal((false, Ticks("2027-12-02T09:00+09:00")), (phase.IsOpen, phase.Until));
    }

    [Theory]
    [InlineData(false, DstPolicy.WallClock)]
    [InlineData(true, DstPolicy.WallClock)]
    [InlineData(true, DstPolicy.FirstPassOnly)]
    public void Window_of_all_hours_stays_open_for_ever(bool closedOnce, DstPolicy policy)
    {
        var window = (AllDay with { Margin = TimeSpan.FromHours(1), Dst = policy }).Except(closedOnce ? [new(2025, 1, 1)] : []);
        var calendar = new WindowCalendar("Asia/Tokyo", [window]);
        var at = Ticks("2026-01-05T09:00Z");
        for (var asked = 0; asked < 10 && at < WindowCalendar.Never; asked++)
        {
            var phase = calendar.At(at);
            Assert.True(phase.IsOpen && phase.From <= at && phase.Until > at + TimeSpan.FromDays(365).Ticks, $"{phase} at {at}");
            at = phase.Until;
        }
    }

    [Fact]
    public void No_window_is_always_open() =>
        Assert.Equal(new WindowPhase(true, 0, WindowCalendar.Never), new WindowCalendar("Asia/Tokyo", []).At(Ticks("2026-01-05T09:00Z")));

    [Theory]
    [InlineData("Etc/UTC")]
    [InlineData("Etc/GMT+12")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    public void First_and_last_days_of_the_calendar_have_phases_too(string zone)
    {
        ContactWindow[] windows =
        [
            Daily("09:00", "21:00"),
            AllDay.Except(DateOnly.MinValue, DateOnly.MaxValue),
            Daily("22:00", "06:00") with { Dst = DstPolicy.FirstPassOnly },
        ];
        foreach (var calendar in windows.Select(window => new WindowCalendar(zone, [window])))
        {
            for (var minute = 0; minute < 3 * 24 * 60; minute += 7)
            {
                AssertAround(calendar, minute * TimeSpan.TicksPerMinute);
                AssertAround(calendar, WindowCalendar.Never - 1 - (minute * TimeSpan.TicksPerMinute));
            }

            Assert.Equal(WindowCalendar.Never, calendar.At(WindowCalendar.Never).Until);
        }
    }

    [Fact]
    public void Restricted_hours_never_come_in_an_unknown_zone()
    {
        var noon = new DateTime(2026, 1, 5, 12, 0, 0, DateTimeKind.Utc).Ticks;
        var day = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0));

        Assert.Equal(new WindowPhase(false, 0, WindowCalendar.Never), new WindowCalendar("Mars/Olympus", [day]).At(noon));
        Assert.True(new WindowCalendar("Mars/Olympus", [AllDay]).At(noon).IsOpen);
    }

    private static void AssertAround(WindowCalendar calendar, long at)
    {
        var phase = calendar.At(at);
        Assert.True(phase.From <= at && phase.Until > at, $"{phase} at {at}");
    }

    private static void AssertNever(params ContactWindow[] windows)
    {
        var at = Ticks("2026-01-05T09:00Z");
        var phase = new WindowCalendar("America/New_York", windows).At(at);

        Assert.False(phase.IsOpen);
        Assert.True(phase.From <= at);
        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, phase.Until);
    }
}
