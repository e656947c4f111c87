using Campaigns.Scheduling;

namespace Campaigns.Tests.Windows;

/// <summary>Holidays, half days and weekends that differ by place.</summary>
public class LocalDaysTests
{
    private static readonly ContactWindow Office = ContactWindow.Weekdays(new(9, 0), new(18, 0));
    private static readonly DateOnly Bastille = new(2026, 7, 14); // a Tuesday
    private static readonly DateOnly ChristmasEve = new(2026, 12, 24); // a Thursday

    private static bool IsOpen(ContactWindow window, string zone, string at) =>
        new WindowCalendar(zone, [window with { Margin = TimeSpan.Zero }]).At(
            DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture).UtcTicks).IsOpen;

    [Theory]
    [InlineData("Europe/Paris", false)]
    [InlineData("Europe/Berlin", true)]
    [InlineData("Europe/Brussels", true)]
    [InlineData("Etc/UTC", true)]
    [InlineData("CET", true)] // belongs to no single country
    public void Holiday_of_a_country_closes_its_zones(string zone, bool isOpen) =>
        Assert.Equal(isOpen, IsOpen(Office.ExceptIn("FR", Bastille), zone, "2026-07-14T10:00Z"));

    [Theory]
    [InlineData("America/New_York", false)]
    [InlineData("America/Indiana/Knox", false)]
    [InlineData("US/Eastern", false)] // a link to another zone
    [InlineData("America/Toronto", true)]
    public void Country_has_all_its_zones_and_their_links(string zone, bool isOpen) =>
        Assert.Equal(isOpen, IsOpen(Office.ExceptIn("us", new DateOnly(2026, 11, 26)), zone, "2026-11-26T18:00Z"));

    [Fact]
    public void Holiday_of_a_zone_closes_that_zone_alone()
    {
        var window = Office.ExceptIn("america/phoenix", new DateOnly(2026, 11, 26)).ExceptIn("America/Phoenix", new DateOnly(2026, 11, 27));

        Assert.False(IsOpen(window, "America/Phoenix", "2026-11-26T18:00Z"));
        Assert.False(IsOpen(window, "America/Phoenix", "2026-11-27T18:00Z"));
        Assert.True(IsOpen(window, "America/Denver", "2026-11-26T18:00Z"));
        Assert.Single(window.Local!);
    }

    [Theory]
    [InlineData("2026-12-24T08:59Z", false)]
    [InlineData("2026-12-24T09:00Z", true)]
    [InlineData("2026-12-24T12:59Z", true)]
    [InlineData("2026-12-24T13:00Z", false)]
    [InlineData("2026-12-23T13:00Z", true)]
    public void Half_day_is_open_for_a_part_of_the_hours(string at, bool isOpen)
    {
        var window = Office with { HalfDays = [new HalfDay(ChristmasEve, new(6, 0), new(13, 0))] };

        Assert.Equal(isOpen, IsOpen(window, "Etc/UTC", at));
        Assert.Equal(isOpen, IsOpen(Office with { Local = [new LocalDays("GB") { HalfDays = window.HalfDays }] }, "Europe/London", at));
        Assert.Equal(
            at != "2026-12-24T08:59Z",
            IsOpen(Office with { Local = [new LocalDays("IE") { HalfDays = window.HalfDays }] }, "Europe/London", at));
    }

    [Theory]
    [InlineData("Asia/Riyadh", "2026-01-09T09:00Z", false)] // Friday
    [InlineData("Asia/Riyadh", "2026-01-11T09:00Z", true)] // Sunday
    [InlineData("Europe/Paris", "2026-01-09T09:00Z", true)]
    [InlineData("Europe/Paris", "2026-01-11T09:00Z", false)]
    public void Weekend_is_that_of_the_place(string zone, string at, bool isOpen)
    {
        var window = ContactWindow.Weekdays(new(9, 0), new(18, 0), [DayOfWeek.Saturday, DayOfWeek.Sunday]) with
        {
            Local = [new LocalDays("SA") { Weekend = [DayOfWeek.Friday, DayOfWeek.Saturday] }],
        };

        Assert.Equal(isOpen, IsOpen(window, zone, at));
    }

    [Fact]
    public void Night_that_began_before_a_weekend_ends_as_the_weekend_begins()
    {
        var window = ContactWindow.Weekdays(new(22, 0), new(6, 0), [DayOfWeek.Saturday]); // 2026-01-10 is a Saturday

        Assert.True(IsOpen(window, "Etc/UTC", "2026-01-09T23:59Z"));
        Assert.False(IsOpen(window, "Etc/UTC", "2026-01-10T00:00Z"));
        Assert.True(IsOpen(window, "Etc/UTC", "2026-01-11T00:00Z")); // the span that opens on Saturday, after the weekend day has ended
        Assert.True(IsOpen(window, "Etc/UTC", "2026-01-11T22:00Z"));
    }

    [Fact]
    public void Calls_of_one_campaign_go_by_the_holidays_of_each_contact()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 7, 14, 9, 0, 0, TimeSpan.Zero));
        var campaign = harness.Run(
            new CampaignDefinition { Name = "n", Steps = [CampaignStep.Call()], Window = Office.ExceptIn("FR", Bastille) },
            new Contact("berlin", "+4930901820", "Europe/Berlin"),
            new Contact("paris", "+33123456789", "Europe/Paris"));

        Assert.Equal("berlin", Assert.Single(harness.Provider.Dispatches).ContactKey);
        Assert.Equal(
            new DateTimeOffset(2026, 7, 15, 7, 0, 0, TimeSpan.Zero), harness.Do(client => client.ExplainAsync(campaign, "paris")).Earliest);
        harness.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData("Europe/Paris", "2026-07-15T08:00Z")]
    [InlineData("Europe/Berlin", "2026-07-14T08:00Z")]
    [InlineData("Asia/Riyadh", "2026-07-14T07:00Z")]
    public void Wait_until_a_business_day_goes_by_the_days_of_the_place(string zone, string expected)
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 7, 13, 12, 0, 0, TimeSpan.Zero)); // Monday
        var campaign = harness.Run(
            new CampaignDefinition
            {
                Name = "n",
                Steps = [CampaignStep.Call(), CampaignStep.WaitUntil(new(10, 0)), CampaignStep.Call()],
                Window = (ContactWindow.Daily(default, default) with { Local = [new LocalDays("SA") { Weekend = [DayOfWeek.Friday] }] })
                    .ExceptIn("FR", Bastille),
            },
            new Contact("ann", "+12065550141", zone));

        Assert.Equal(
            DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), harness.Contact(campaign, "ann").NextDue);
    }

    [Fact]
    public void Weekend_of_a_place_is_no_business_day()
    {
        long At(IEnumerable<DayOfWeek>? weekend) =>
            BusinessDays.At("Asia/Riyadh", new DateTime(2026, 1, 8, 9, 0, 0).Ticks, new BusinessDay(new(10, 0)), [], weekend); // Thursday

        Assert.Equal(new DateTime(2026, 1, 9, 7, 0, 0).Ticks, At(null));
        Assert.Equal(new DateTime(2026, 1, 11, 7, 0, 0).Ticks, At([DayOfWeek.Friday, DayOfWeek.Saturday]));
        Assert.Equal(new DateTime(2026, 1, 9, 7, 0, 0).Ticks, At([]));
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        var problems = new Problems();
        var wrong = Office with
        {
            Weekend = Enum.GetValues<DayOfWeek>(),
            HalfDays = [new HalfDay(Bastille, new(13, 0), new(9, 0)), null!, new HalfDay(Bastille, new(13, 0), default)],
            Local = [new LocalDays("XX"), new LocalDays("Mars/Olympus"), new LocalDays("FR"), new LocalDays("fr"),
                new LocalDays("DE") { Weekend = [(DayOfWeek)9] }, null!, new LocalDays(null!)],
        };
        wrong.AddProblems(problems, "Window");

        Assert.Equal(
            ["Window.HalfDays[0]", "Window.HalfDays[1]", "Window.Weekend", "Window.Local[0].Where", "Window.Local[1].Where",
                "Window.Local[3].Where", "Window.Local[4].Weekend", "Window.Local[5].Where", "Window.Local[6].Where"],
            problems.List.Select(problem => problem.Split(' ')[0]));
        Assert.Contains(
            "\"XX\": use a country such as FR, or a time zone such as Europe/Paris", problems.List[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Days_of_places_outlast_the_text_form_and_equal_ones_are_equal()
    {
        var window = (Office with { Weekend = [DayOfWeek.Sunday, DayOfWeek.Friday],
            HalfDays = [new HalfDay(ChristmasEve, new(9, 0), default)] })
            .ExceptIn("FR", Bastille).ExceptIn("europe/berlin", ChristmasEve);
        var text = DefinitionJson.Write(window);
        var read = DefinitionJson.ReadWindow(text);

        Assert.Equal(text, DefinitionJson.Write(read));
        Assert.Equal(
            text, DefinitionJson.Write(window with { Local = [.. window.Local!.Reverse()], Weekend = [.. window.Weekend!.Reverse()] }));
        Assert.Equal(["Europe/Berlin", "FR"], read.Local!.Select(days => days.Where));
        Assert.DoesNotContain("Local", DefinitionJson.Write(Office), StringComparison.Ordinal); // the same text as before local days
        Assert.DoesNotContain("Weekend", DefinitionJson.Write(Office), StringComparison.Ordinal);
    }
}
