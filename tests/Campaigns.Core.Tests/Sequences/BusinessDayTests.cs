using System.Globalization;
using Campaigns.Scheduling;
using NodaTime;

namespace Campaigns.Tests.Sequences;

/// <summary>The instant of the n-th business day. The expected instants are computed by hand from each zone's clocks.</summary>
public class BusinessDayTests
{
    private static readonly DateOnly[] Open = [];

    [Theory]
    [InlineData("2026-06-01T08:00Z", 1, "2026-06-02T08:00Z")] // Monday
    [InlineData("2026-06-01T06:00Z", 1, "2026-06-02T08:00Z")] // never the same day, even before the time of day
    [InlineData("2026-06-05T08:00Z", 1, "2026-06-08T08:00Z")] // Friday
    [InlineData("2026-06-06T08:00Z", 1, "2026-06-08T08:00Z")] // Saturday
    [InlineData("2026-06-07T21:59:59Z", 1, "2026-06-08T08:00Z")] // Sunday 23:59:59
    [InlineData("2026-06-07T22:00Z", 1, "2026-06-09T08:00Z")] // Monday 00:00
    [InlineData("2026-06-01T08:00Z", 5, "2026-06-08T08:00Z")]
    [InlineData("2026-06-07T08:00Z", 6, "2026-06-15T08:00Z")]
    [InlineData("2026-06-01T08:00Z", 250, "2027-05-17T08:00Z")]
    [InlineData("2026-03-27T09:00Z", 1, "2026-03-30T08:00Z")] // clocks go forward on Sunday, so 10:00 is an hour earlier in UTC
    [InlineData("2026-10-23T08:00Z", 1, "2026-10-26T09:00Z")] // clocks go back
    public void Business_day_at_ten_in_Paris(string from, int days, string expected) =>
        Expect("Europe/Paris", from, "10:00", days, expected);

    [Theory]
    [InlineData("Asia/Kolkata", "2026-06-01T18:29Z", "2026-06-02T04:30Z")] // still Monday there
    [InlineData("Asia/Kolkata", "2026-06-01T18:30Z", "2026-06-03T04:30Z")]
    [InlineData("America/Los_Angeles", "2026-06-02T06:59Z", "2026-06-02T17:00Z")] // Monday there
    [InlineData("America/Los_Angeles", "2026-06-02T07:00Z", "2026-06-03T17:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-06-01T09:59Z", "2026-06-01T20:00Z")]
    [InlineData("Etc/UTC", "0001-01-01T00:00Z", "0001-01-02T10:00Z")]
    public void Days_are_those_of_the_contact_s_own_calendar(string zone, string from, string expected) =>
        Expect(zone, from, "10:00", 1, expected);

    [Theory]
    [InlineData("00:00", "2023-04-27T22:00Z")] // in Cairo, this Friday begins at 01:00, so 00:00 and 00:30 become 01:00
    [InlineData("00:30", "2023-04-27T22:00Z")]
    [InlineData("01:00", "2023-04-27T22:00Z")]
    [InlineData("01:30", "2023-04-27T22:30Z")]
    public void Skipped_time_is_the_first_instant_after_the_gap(string at, string expected) =>
        Expect("Africa/Cairo", "2023-04-27T10:00Z", at, 1, expected);

    [Theory]
    [InlineData("22:59", "2023-10-26T19:59Z")]
    [InlineData("23:30", "2023-10-26T20:30Z")] // repeated an hour later
    [InlineData("23:59:59.9999999", "2023-10-26T20:59:59.9999999Z")]
    public void Time_that_comes_twice_is_the_first(string at, string expected) =>
        Expect("Africa/Cairo", "2023-10-25T10:00Z", at, 1, expected);

    [Theory]
    [InlineData("2011-12-29T10:00Z", 1, "2012-01-01T20:00Z")] // Thursday the 29th; there was no Friday, and Monday, the 2nd, has UTC+14
    [InlineData("2011-12-28T10:00Z", 2, "2012-01-01T20:00Z")]
    [InlineData("2011-12-28T10:00Z", 1, "2011-12-29T20:00Z")]
    public void Date_that_a_date_line_swallows_is_no_business_day(string from, int days, string expected) =>
        Expect("Pacific/Apia", from, "10:00", days, expected);

    [Fact]
    public void Closed_dates_are_no_business_days_weekends_among_them_or_not()
    {
        var closed = Enumerable.Range(0, 14).Select(new DateOnly(2026, 12, 21).AddDays).Append(new DateOnly(2027, 1, 5)).ToArray();

        Assert.Equal(Instant("2027-01-04T09:00Z"), At("Europe/Paris", "2026-12-18T12:00Z", "10:00", 1, closed));
        Assert.Equal(Instant("2027-01-06T09:00Z"), At("Europe/Paris", "2026-12-18T12:00Z", "10:00", 2, closed));
        Assert.Equal(Instant("2026-12-18T09:00Z"), At("Europe/Paris", "2026-12-17T12:00Z", "10:00", 1, closed));
    }

    [Fact]
    public void Search_gives_up_after_two_years()
    {
        var twoYears = Enumerable.Range(0, 732).Select(new DateOnly(2026, 6, 2).AddDays).ToArray();

        Assert.Equal(DateTimeOffset.MaxValue.UtcTicks, At("Europe/Paris", "2026-06-01T12:00Z", "10:00", 1, twoYears));
        Assert.Equal(Instant("2028-06-02T08:00Z"), At("Europe/Paris", "2026-06-01T12:00Z", "10:00", 1, twoYears[..^1]));
        Assert.InRange(At("Europe/Paris", "9999-12-31T23:00Z", "10:00", 250, twoYears), 0, DateTimeOffset.MaxValue.UtcTicks); // no overflow
    }

    [Fact]
    public void Any_business_day_is_the_nth_that_exists_is_open_and_is_no_weekend()
    {
        string[] zones = ["Europe/Paris", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Asia/Tehran", "Australia/Lord_Howe",
            "America/St_Johns"];
        var random = new Random(7);
        var start = Instant("2011-11-01T00:00Z");
        for (var i = 0; i < 2_000; i++)
        {
            var zone = zones[random.Next(zones.Length)];
            var from = start + random.NextInt64(15 * 366 * TimeSpan.TicksPerDay);
            var day = new BusinessDay(new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay)), random.Next(1, 30));
            DateOnly[] closed = [.. Enumerable.Range(0, 12).Select(
                _ => DateOnly.FromDateTime(new DateTime(from)).AddDays(random.Next(-2, 40)))];

            var found = BusinessDays.At(zone, from, day, closed);

            Assert.Equal(day.Days, DatesAfter(zone, from, found).Count(date => IsBusinessDay(date, closed)));
            var local = Local(zone, found);
            Assert.True(IsBusinessDay(local.Date, closed));
            Assert.True(
                local.TimeOfDay.TickOfDay == day.At.Ticks
                    || Local(zone, found - 1).LocalDateTime + Period.FromTicks(1) < local.LocalDateTime);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Closed_dates_of_campaign_and_tenant_are_no_business_days(bool isTenants)
    {
        using var outreach = new Outreach();
        var open = ContactWindow.Daily(new TimeOnly(0, 0), new TimeOnly(23, 59)) with { Margin = TimeSpan.Zero };
        var closed = open with { ClosedDates = [new DateOnly(2026, 1, 6), new DateOnly(2026, 1, 7)] }; // the start is Monday, 5 January
        outreach.Harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Window = isTenants ? closed : open }));
        outreach.Run(
            Outreach.Drip(
                Outreach.Email("a"), CampaignStep.WaitUntil(new TimeOnly(10, 0)),
                Outreach.Email("b")) with { Window = isTenants ? open : closed }, Outreach.Milan);
        outreach.AdvanceTo(Outreach.Days(8));

        Assert.Equal([("a", TimeSpan.Zero), ("b", TimeSpan.FromHours(73))], outreach.Sent);
    }

    private static bool IsBusinessDay(LocalDate date, DateOnly[] closed) =>
        date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) && !closed.Contains(date.ToDateOnly());

    /// <summary>The dates that a local clock shows between two instants, after the day of the first, checked hour by hour.</summary>
    private static HashSet<LocalDate> DatesAfter(string zone, long from, long until)
    {
        HashSet<LocalDate> dates = [];
        for (var at = from; at < until; at += TimeSpan.TicksPerHour)
        {
            dates.Add(Local(zone, at).Date);
        }

        dates.Add(Local(zone, until).Date);
        dates.Remove(Local(zone, from).Date);
        return dates;
    }

    private static ZonedDateTime Local(string zone, long ticks) =>
        NodaTime.Instant.FromDateTimeOffset(new DateTimeOffset(ticks, TimeSpan.Zero)).InZone(DateTimeZoneProviders.Tzdb[zone]);

    private static void Expect(string zone, string from, string at, int days, string expected) =>
        Assert.Equal(
            new DateTimeOffset(Instant(expected), TimeSpan.Zero), new DateTimeOffset(At(zone, from, at, days, Open), TimeSpan.Zero));

    private static long At(string zone, string from, string at, int days, DateOnly[] closed) =>
        BusinessDays.At(zone, Instant(from), new BusinessDay(TimeOnly.Parse(at, CultureInfo.InvariantCulture), days), closed);

    private static long Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcTicks;
}
