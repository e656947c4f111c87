using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns.Tests.Windows;

/// <summary>Windows by themselves: the ways to create one, the text form, and the problems of invalid ones.</summary>
public class WindowTests
{
    private static readonly ContactWindow Valid = ContactWindow.Daily(new(9, 0), new(21, 0));

    public static TheoryData<Case> OneProblem { get; } = new()
    {
        new Case("hours missing", Valid with { Hours = null! }, "Window.Hours is missing: use 1 to 200 spans."),
        new Case("no hours", Valid with { Hours = [] }, "Window.Hours is a list of 0: use 1 to 200 spans."),
        new Case("201 spans", Valid with { Hours = Spans(201) }, "Window.Hours is a list of 201: use 1 to 200 spans."),
        new Case(
            "span missing",
            Valid with { Hours = [Spans(1)[0], null!] },
            "Window.Hours[1] is missing: give a weekday, an opening and a closing time."),
        new Case("day 7", With(OnDay(7)), "Window.Hours[0].Day is 7: use Sunday (0) to Saturday (6)."),
        new Case("day -1", With(OnDay(-1)), "Window.Hours[0].Day is -1: use Sunday (0) to Saturday (6)."),
        new Case(
            "closed dates missing",
            Valid with { ClosedDates = null! },
            "Window.ClosedDates is missing: use up to 10000 dates, or an empty list."),
        new Case(
            "10,001 closed dates",
            Valid with { ClosedDates = Dates(10_001) },
            "Window.ClosedDates is a list of 10001: use up to 10000 dates, or an empty list."),
        new Case("margin below", Valid with { Margin = TimeSpan.FromTicks(-1) }, "Window.Margin is -00:00:00.0000001: use 0 to 1 hour."),
        new Case(
            "margin above",
            Valid with { Margin = TimeSpan.FromHours(1) + TimeSpan.FromTicks(1) },
            "Window.Margin is 01:00:00.0000001: use 0 to 1 hour."),
        new Case("policy unknown", Valid with { Dst = (DstPolicy)2 }, "Window.Dst is 2: use WallClock or FirstPassOnly."),
    };

    public static TheoryData<Case> NoProblem { get; } = new()
    {
        new Case("daily", Valid),
        new Case("200 spans", Valid with { Hours = Spans(200) }),
        new Case("the same span twice", With(Spans(1)[0], Spans(1)[0])),
        new Case("overnight", With(new WindowSpan(DayOfWeek.Saturday, new(22, 0), new(6, 0)))),
        new Case("24 hours", With(new WindowSpan(DayOfWeek.Sunday, default, default))),
        new Case("10,000 closed dates", Valid with { ClosedDates = Dates(10_000) }),
        new Case("no margin", Valid with { Margin = TimeSpan.Zero }),
        new Case("longest margin", Valid with { Margin = ContactWindow.MaxMargin }),
        new Case("first pass only", Valid with { Dst = DstPolicy.FirstPassOnly }),
    };

    [Theory]
    [MemberData(nameof(OneProblem))]
    [MemberData(nameof(NoProblem))]
    public void Problem_names_field_value_and_remedy(Case given)
    {
        var problems = new Problems();
        given.Window.AddProblems(problems, "Window");

        Assert.Equal(given.Expected, problems.List);
    }

    [Fact]
    public void Window_says_everything_that_is_wrong_with_it()
    {
        var problems = new Problems();
        new ContactWindow { Hours = null!, ClosedDates = null!, Margin = TimeSpan.MinValue,
            Dst = (DstPolicy)9 }.AddProblems(problems, "Window");

        Assert.Equal(4, problems.List.Count);
    }

    [Fact]
    public void Defaults_are_one_minute_of_margin_the_wall_clock_and_no_closed_date()
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Valid.Margin);
        Assert.Equal(DstPolicy.WallClock, Valid.Dst);
        Assert.Empty(Valid.ClosedDates);
    }

    [Fact]
    public void Daily_has_every_day_and_weekdays_have_Monday_to_Friday()
    {
        var from = new TimeOnly(9, 30);
        var to = new TimeOnly(17, 0);

        Assert.Equal(Enumerable.Range(0, 7).Select(day => new WindowSpan((DayOfWeek)day, from, to)), ContactWindow.Daily(from, to).Hours);
        Assert.Equal(
            Enumerable.Range(1, 5).Select(day => new WindowSpan((DayOfWeek)day, from, to)), ContactWindow.Weekdays(from, to).Hours);
        Assert.Equal([new WindowSpan(DayOfWeek.Friday, from, to)], ContactWindow.On([DayOfWeek.Friday], from, to).Hours);
    }

    [Fact]
    public void Except_adds_closed_dates_in_order_and_once()
    {
        var christmas = new DateOnly(2026, 12, 25);
        var newYear = new DateOnly(2027, 1, 1);
        var first = Valid.Except(newYear);

        Assert.Equal([christmas, newYear], first.Except(newYear, christmas, christmas).ClosedDates);
        Assert.Equal([newYear], first.ClosedDates);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_form_is_read_back(bool named)
    {
        var options = new JsonSerializerOptions();
        if (named)
        {
            options.Converters.Add(new JsonStringEnumConverter());
        }

        var window = new ContactWindow
        {
            Hours = [new(DayOfWeek.Saturday, new TimeOnly(22, 15, 30), new TimeOnly(1)), new(DayOfWeek.Monday, default, default)],
            ClosedDates = [new(2026, 12, 25), DateOnly.MinValue, DateOnly.MaxValue],
            Margin = TimeSpan.FromTicks(1_234_567),
            Dst = DstPolicy.FirstPassOnly,
        };

        var text = JsonSerializer.Serialize(window, options);
        var read = JsonSerializer.Deserialize<ContactWindow>(text, options)!;

        Assert.Equal(window.Hours, read.Hours);
        Assert.Equal(window.ClosedDates, read.ClosedDates);
        Assert.Equal((window.Margin, window.Dst), (read.Margin, read.Dst));
        Assert.Equal(text, JsonSerializer.Serialize(read, options));
        Assert.Equal(named, text.Contains("\"FirstPassOnly\"", StringComparison.Ordinal));
    }

    private static ContactWindow With(params WindowSpan[] spans) => Valid with { Hours = spans };

    private static WindowSpan OnDay(int day) => new((DayOfWeek)day, default, default);

    private static List<WindowSpan> Spans(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new WindowSpan((DayOfWeek)(i % 7), new(i % 24, 0), new(i % 24, 30)))];

    private static List<DateOnly> Dates(int count) => [.. Enumerable.Range(0, count).Select(i => new DateOnly(2026, 1, 1).AddDays(i))];

    public sealed record Case(string Name, ContactWindow Window, params string[] Expected)
    {
        public override string ToString() => Name;
    }
}
