using static Campaigns.Tests.Windows.WindowTimes;

namespace Campaigns.Tests.Windows;

/// <summary>Single named cases. <see cref="WindowSweepTests"/> covers every zone and every clock change.</summary>
public class WindowCalendarTests
{
    [Fact]
    public void Opening_time_that_does_not_exist_opens_after_the_gap() => AssertOpen(
        "America/New_York",
        [Daily("02:30", "04:00")],
        "2026-03-07T02:30-05:00 to 2026-03-07T04:00-05:00",
        "2026-03-08T03:00-04:00 to 2026-03-08T04:00-04:00",
        "2026-03-09T02:30-04:00 to 2026-03-09T04:00-04:00");

    [Fact]
    public void Window_inside_a_gap_does_not_open_that_day() => AssertOpen(
        "America/New_York",
        [Daily("02:10", "02:50")],
        "2026-03-07T02:10-05:00 to 2026-03-07T02:50-05:00",
        "2026-03-09T02:10-04:00 to 2026-03-09T02:50-04:00");

    [Fact]
    public void Hour_that_comes_twice_is_open_twice_by_the_wall_clock() => AssertOpen(
        "America/New_York",
        [Daily("01:00", "02:00")],
        "2026-10-31T01:00-04:00 to 2026-10-31T02:00-04:00",
        "2026-11-01T01:00-04:00 to 2026-11-01T02:00-05:00",
        "2026-11-02T01:00-05:00 to 2026-11-02T02:00-05:00");

    [Fact]
    public void Part_of_an_hour_that_comes_twice_opens_twice_by_the_wall_clock() => AssertOpen(
        "America/New_York",
        [Daily("01:10", "01:50")],
        "2026-11-01T01:10-04:00 to 2026-11-01T01:50-04:00",
        "2026-11-01T01:10-05:00 to 2026-11-01T01:50-05:00",
        "2026-11-02T01:10-05:00 to 2026-11-02T01:50-05:00");

    [Fact]
    public void Hour_that_comes_twice_is_open_once_by_first_pass_only() => AssertOpen(
        "America/New_York",
        [Daily("01:00", "02:00") with { Dst = DstPolicy.FirstPassOnly }],
        "2026-10-31T01:00-04:00 to 2026-10-31T02:00-04:00",
        "2026-11-01T01:00-04:00 to 2026-11-01T02:00-04:00",
        "2026-11-02T01:00-05:00 to 2026-11-02T02:00-05:00");

    [Fact]
    public void Night_across_a_repetition_pauses_for_it_by_first_pass_only() => AssertOpen(
        "America/New_York",
        [Daily("22:00", "06:00") with { Dst = DstPolicy.FirstPassOnly }],
        "2026-10-31T22:00-04:00 to 2026-11-01T02:00-04:00",
        "2026-11-01T02:00-05:00 to 2026-11-01T06:00-05:00",
        "2026-11-01T22:00-05:00 to 2026-11-02T06:00-05:00");

    [Fact]
    public void Overnight_span_belongs_to_the_day_it_begins() => AssertOpen(
        "Europe/Paris",
        [On("22:00", "06:00", DayOfWeek.Friday)],
        "2026-07-03T22:00+02:00 to 2026-07-04T06:00+02:00",
        "2026-07-10T22:00+02:00 to 2026-07-11T06:00+02:00");

    [Fact]
    public void Overnight_span_of_Saturday_ends_on_Sunday() => AssertOpen(
        "Europe/Paris",
        [On("22:00", "06:00", DayOfWeek.Saturday)],
        "2026-03-28T22:00+01:00 to 2026-03-29T06:00+02:00",
        "2026-04-04T22:00+02:00 to 2026-04-05T06:00+02:00");

    [Fact]
    public void Half_an_hour_that_comes_twice_on_Lord_Howe_makes_the_night_longer() => AssertOpen(
        "Australia/Lord_Howe",
        [Daily("22:00", "02:00")],
        "2026-04-03T22:00+11:00 to 2026-04-04T02:00+11:00",
        "2026-04-04T22:00+11:00 to 2026-04-05T02:00+10:30");

    [Fact]
    public void Closing_inside_half_an_hour_that_comes_twice_on_Lord_Howe_comes_twice() => AssertOpen(
        "Australia/Lord_Howe",
        [Daily("22:00", "01:45")],
        "2026-04-04T22:00+11:00 to 2026-04-05T01:45+11:00",
        "2026-04-05T01:30+10:30 to 2026-04-05T01:45+10:30",
        "2026-04-05T22:00+10:30 to 2026-04-06T01:45+10:30");

    [Fact]
    public void Gap_of_half_an_hour_on_Lord_Howe_moves_the_opening() =>
        AssertOpen("Australia/Lord_Howe", [Daily("02:10", "03:00")], "2026-10-04T02:30+11:00 to 2026-10-04T03:00+11:00");

    [Fact]
    public void Gap_that_swallows_midnight_opens_the_day_after_it() => AssertOpen(
        "Africa/Cairo",
        [On("00:00", "02:00", DayOfWeek.Friday)],
        "2026-04-24T01:00+03:00 to 2026-04-24T02:00+03:00",
        "2026-05-01T00:00+03:00 to 2026-05-01T02:00+03:00");

    [Fact]
    public void Day_that_never_was_in_Apia_has_no_opening() => AssertOpen(
        "Pacific/Apia",
        [Daily("09:00", "17:00")],
        "2011-12-29T09:00-10:00 to 2011-12-29T17:00-10:00",
        "2011-12-31T09:00+14:00 to 2011-12-31T17:00+14:00");

    [Fact]
    public void Night_across_the_day_that_never_was_ends_on_time_and_needs_its_own_evening() => AssertOpen(
        "Pacific/Apia",
        [On("22:00", "06:00", DayOfWeek.Thursday, DayOfWeek.Friday)],
        "2011-12-29T22:00-10:00 to 2011-12-31T06:00+14:00",
        "2012-01-05T22:00+14:00 to 2012-01-06T06:00+14:00");

    [Fact]
    public void Day_that_never_was_on_Kwajalein_has_no_opening() => AssertOpen(
        "Pacific/Kwajalein",
        [Daily("12:00", "00:00")],
        "1993-08-20T12:00-12:00 to 1993-08-22T00:00+12:00",
        "1993-08-22T12:00+12:00 to 1993-08-23T00:00+12:00");

    [Fact]
    public void Holiday_is_closed_from_midnight_to_midnight() => AssertOpen(
        "Europe/Berlin",
        [Daily("22:00", "06:00").Except(new DateOnly(2026, 12, 25))],
        "2026-12-23T22:00+01:00 to 2026-12-24T06:00+01:00",
        "2026-12-24T22:00+01:00 to 2026-12-25T00:00+01:00",
        "2026-12-26T00:00+01:00 to 2026-12-26T06:00+01:00",
        "2026-12-26T22:00+01:00 to 2026-12-27T06:00+01:00");

    [Fact]
    public void Margin_ends_the_sending_before_the_closing()
    {
        var window = ContactWindow.Weekdays(new(9, 0), new(21, 0));
        var calendar = new WindowCalendar("Asia/Kolkata", [window]);
        var lastCall = Ticks("2026-01-05T20:59+05:30");

        Assert.Equal(new WindowPhase(true, Ticks("2026-01-05T09:00+05:30"), lastCall), calendar.At(Ticks("2026-01-05T09:00+05:30")));
        Assert.Equal(new WindowPhase(true, Ticks("2026-01-05T09:00+05:30"), lastCall), calendar.At(lastCall - 1));
        Assert.Equal(new WindowPhase(false, lastCall, Ticks("2026-01-06T09:00+05:30")), calendar.At(lastCall));
        Assert.Equal(new WindowPhase(false, lastCall, Ticks("2026-01-06T09:00+05:30")), calendar.At(Ticks("2026-01-06T09:00+05:30") - 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Opening_no_longer_than_the_margin_is_none(int beyond)
    {
        var window = Daily("09:00", "09:30") with { Margin = TimeSpan.FromMinutes(30) - TimeSpan.FromTicks(beyond) };
        var nine = Ticks("2026-01-05T09:00Z");
        var phase = new WindowCalendar("Etc/UTC", [window]).At(nine);

        Assert.Equal(beyond == 0 ? (false, WindowCalendar.Never) : (true, nine + 1), (phase.IsOpen, phase.Until));
    }

    [Fact]
    public void Spans_that_touch_are_one_with_one_margin() => AssertOpen(
        "Etc/UTC",
        [
            new ContactWindow
            {
                Margin = TimeSpan.FromMinutes(10),
                Hours =
                [
                    new(DayOfWeek.Tuesday, new(5, 0), new(6, 0)),
                    new(DayOfWeek.Monday, new(22, 0), new(0, 0)),
                    new(DayOfWeek.Tuesday, new(0, 0), new(5, 30)),
                ],
            },
        ],
        "2026-01-05T22:00Z to 2026-01-06T05:50Z",
        "2026-01-12T22:00Z to 2026-01-13T05:50Z");

    [Fact]
    public void Windows_are_intersected() => AssertOpen(
        "America/Sao_Paulo",
        [Daily("08:00", "20:00"), Daily("10:00", "22:00")],
        "2026-02-01T10:00-03:00 to 2026-02-01T20:00-03:00",
        "2026-02-02T10:00-03:00 to 2026-02-02T20:00-03:00");

    [Fact]
    public void Longest_margin_and_every_closed_date_and_the_stricter_policy_hold_for_an_intersection() => AssertOpen(
        "America/New_York",
        [
            (Daily("00:30", "12:00") with { Margin = TimeSpan.FromMinutes(3) }).Except(new DateOnly(2026, 10, 30)),
            (Daily("00:00", "06:00") with { Dst = DstPolicy.FirstPassOnly }).Except(new DateOnly(2026, 10, 31)),
        ],
        "2026-10-29T00:30-04:00 to 2026-10-29T05:57-04:00",
        "2026-11-01T00:30-04:00 to 2026-11-01T01:57-04:00",
        "2026-11-01T02:00-05:00 to 2026-11-01T05:57-05:00");

    /// <summary>Asserts consecutive openings, starting an hour before the first.</summary>
    private static void AssertOpen(string zone, IReadOnlyList<ContactWindow> windows, params string[] expected)
    {
        var calendar = new WindowCalendar(zone, windows);
        var wanted = expected.Select(text => text.Split(" to ")).Select(ends => (Ticks(ends[0]), Ticks(ends[1]))).ToList();
        var open = new List<(long, long)>();
        for (var at = wanted[0].Item1 - TimeSpan.FromHours(1).Ticks; open.Count < wanted.Count;)
        {
            var phase = calendar.At(at);
            if (phase.IsOpen)
            {
                open.Add((phase.From, phase.Until));
            }

            at = phase.Until;
        }

        Assert.Equal(wanted.Select(Text), open.Select(Text));
    }

    private static string Text((long From, long Until) open) => $"{new DateTime(open.From):O} to {new DateTime(open.Until):O}";
}
