using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Settings;

/// <summary>The allowed local hours, in the form that definitions have.</summary>
internal sealed class WindowBody
{
    /// <summary>The opening hours: 1 to 200 spans in any order.</summary>
    [JsonRequired]
    public IReadOnlyList<HoursBody> Hours { get; set; } = [];

    /// <summary>Local dates on which the window is closed.</summary>
    public IReadOnlyList<DateOnly> ClosedDates { get; set; } = [];

    /// <summary>Dates on which the window is open for only a part of its hours.</summary>
    public IReadOnlyList<HalfDayBody>? HalfDays { get; set; }

    /// <summary>Days of the week on which the window is closed, such as <c>Friday</c>.</summary>
    public IReadOnlyList<string>? Weekend { get; set; }

    /// <summary>The rules that differ in some countries or time zones.</summary>
    public IReadOnlyList<PlaceBody>? Local { get; set; }

    /// <summary>Nothing is sent in this last part before a closing. 0 to 1 hour; 1 minute by default.</summary>
    public TimeSpan Margin { get; set; } = ContactWindow.DefaultMargin;

    /// <summary>How the window treats a repeated hour, when clocks go back.</summary>
    [JsonConverter(typeof(DefinitionName<DstPolicy>))]
    public DstPolicy Dst { get; set; } = DstPolicy.WallClock;

    internal ContactWindow ToWindow(string at) => new()
    {
        Hours = [.. Hours.Select(span => new WindowSpan(span.Day, span.From, span.To))],
        ClosedDates = ClosedDates,
        HalfDays = HalfDayBody.ToHalfDays(HalfDays),
        Weekend = DayNames.Read($"{at}/weekend", Weekend),
        Local = Local is null ? null : [.. Local.Select((place, index) => place.ToLocalDays($"{at}/local/{index}"))],
        Margin = Margin,
        Dst = Dst,
    };

    internal static WindowBody? Of(ContactWindow? window) => window is null ? null : new()
    {
        Hours = [.. window.Hours.Select(span => new HoursBody { Day = span.Day, From = span.From, To = span.To })],
        ClosedDates = window.ClosedDates,
        HalfDays = HalfDayBody.Of(window.HalfDays),
        Weekend = DayNames.Write(window.Weekend),
        Local = window.Local is null ? null : [.. window.Local.Select(PlaceBody.Of)],
        Margin = window.Margin,
        Dst = window.Dst,
    };
}

/// <summary>One opening of a window, in local time.</summary>
internal sealed class HoursBody
{
    /// <summary>The day of the week on which the span opens.</summary>
    [JsonRequired]
    [JsonConverter(typeof(DefinitionName<DayOfWeek>))]
    public DayOfWeek Day { get; set; }

    /// <summary>The first open moment.</summary>
    [JsonRequired]
    public TimeOnly From { get; set; }

    /// <summary>The first closed moment after it. At or before <c>from</c>, it is on the next day.</summary>
    [JsonRequired]
    public TimeOnly To { get; set; }
}

/// <summary>A date on which a window is open for only a part of its hours.</summary>
internal sealed class HalfDayBody
{
    /// <summary>The local date.</summary>
    [JsonRequired]
    public DateOnly Date { get; set; }

    /// <summary>The first open moment.</summary>
    [JsonRequired]
    public TimeOnly From { get; set; }

    /// <summary>The first closed moment after it; 00:00 for the end of the date.</summary>
    [JsonRequired]
    public TimeOnly To { get; set; }

    internal static IReadOnlyList<HalfDay>? ToHalfDays(IReadOnlyList<HalfDayBody>? bodies) =>
        bodies is null ? null : [.. bodies.Select(body => new HalfDay(body.Date, body.From, body.To))];

    internal static IReadOnlyList<HalfDayBody>? Of(IReadOnlyList<HalfDay>? days) =>
        days is null ? null : [.. days.Select(day => new HalfDayBody { Date = day.Date, From = day.From, To = day.To })];
}

/// <summary>The rules that differ in a country or time zone.</summary>
internal sealed class PlaceBody
{
    /// <summary>The place: a country such as <c>FR</c>, or a time zone such as <c>Europe/Paris</c>.</summary>
    [JsonRequired]
    public string Where { get; set; } = "";

    /// <summary>Local dates that are closed there, besides those of the window.</summary>
    public IReadOnlyList<DateOnly>? ClosedDates { get; set; }

    /// <summary>Half days there, besides those of the window.</summary>
    public IReadOnlyList<HalfDayBody>? HalfDays { get; set; }

    /// <summary>The weekend there, in place of the window's.</summary>
    public IReadOnlyList<string>? Weekend { get; set; }

    internal LocalDays ToLocalDays(string at) => new(Where)
    {
        ClosedDates = ClosedDates,
        HalfDays = HalfDayBody.ToHalfDays(HalfDays),
        Weekend = DayNames.Read($"{at}/weekend", Weekend),
    };

    internal static PlaceBody Of(LocalDays days) => new()
    {
        Where = days.Where,
        ClosedDates = days.ClosedDates,
        HalfDays = HalfDayBody.Of(days.HalfDays),
        Weekend = DayNames.Write(days.Weekend),
    };
}

/// <summary>Reads and writes lists of days of the week.</summary>
internal static class DayNames
{
    public static IReadOnlyList<DayOfWeek>? Read(string at, IReadOnlyList<string>? names) =>
        names is null ? null : [.. names.Select((name, index) => Word.Read<DayOfWeek>($"{at}/{index}", name))];

    public static IReadOnlyList<string>? Write(IReadOnlyList<DayOfWeek>? days) =>
        days is null ? null : [.. days.Select(day => day.ToString())];
}
