namespace Campaigns;

/// <summary>
/// The allowed local hours, by weekday, with closed dates. The time zone comes from the contact, or from the campaign if the contact names
/// none. Immutable.
/// </summary>
public sealed record ContactWindow
{
    /// <summary>The maximum number of spans in a window.</summary>
    public const int MaxHours = 200;

    /// <summary>The maximum number of closed dates in a window.</summary>
    public const int MaxClosedDates = 10_000;

    /// <summary>The maximum number of places in <see cref="Local"/>.</summary>
    public const int MaxPlaces = 1_000;

    /// <summary>The default of <see cref="Margin"/>: 1 minute.</summary>
    public static readonly TimeSpan DefaultMargin = TimeSpan.FromMinutes(1);

    /// <summary>The longest <see cref="Margin"/>: 1 hour.</summary>
    public static readonly TimeSpan MaxMargin = TimeSpan.FromHours(1);

    /// <summary>
    /// The opening hours: 1 to <see cref="MaxHours"/> spans in any order. A day may have several. Spans that touch or overlap are merged.
    /// </summary>
    public required IReadOnlyList<WindowSpan> Hours { get; init; }

    /// <summary>
    /// Holidays and blackout dates: local dates on which the window is closed from midnight to midnight. A span from the evening before
    /// ends when the closed date begins. An overnight span that begins on a closed date opens when the date ends. Up to
    /// <see cref="MaxClosedDates"/>; none by default.
    /// </summary>
    public IReadOnlyList<DateOnly> ClosedDates { get; init; } = [];

    /// <summary>
    /// Dates on which the window is open for only a part of its hours, such as the morning of Christmas Eve. A half day never adds hours.
    /// Up to <see cref="MaxClosedDates"/>; null, the default, for none.
    /// </summary>
    public IReadOnlyList<HalfDay>? HalfDays { get; init; }

    /// <summary>
    /// Days of the week on which the window is closed, as on a closed date. They are not business days (<see cref="BusinessDay"/>). Up to
    /// 6. Null, the default: only <see cref="Hours"/> determine when the window is open, and business days are Monday to Friday.
    /// </summary>
    public IReadOnlyList<DayOfWeek>? Weekend { get; init; }

    /// <summary>
    /// The rules that differ in some countries or time zones. Up to <see cref="MaxPlaces"/>; null, the default, for none.
    /// </summary>
    public IReadOnlyList<LocalDays>? Local { get; init; }

    /// <summary>
    /// The ring time: nothing is sent in this last part before a closing. A span that is not longer than the margin never opens. 0 to 1
    /// hour; 1 minute by default.
    /// </summary>
    public TimeSpan Margin { get; init; } = DefaultMargin;

    /// <summary>How the window treats a repeated hour, when clocks go back. <see cref="DstPolicy.WallClock"/> by default.</summary>
    public DstPolicy Dst { get; init; } = DstPolicy.WallClock;

    /// <summary>Creates a window with the same hours every day of the week.</summary>
    /// <param name="from">The opening, in local time.</param>
    /// <param name="to">The closing, in local time. At or before <paramref name="from"/>, it is on the next day.</param>
    public static ContactWindow Daily(TimeOnly from, TimeOnly to) => On(Enum.GetValues<DayOfWeek>(), from, to);

    /// <summary>Creates a window with the same hours from Monday to Friday.</summary>
    /// <param name="from">The opening, in local time.</param>
    /// <param name="to">The closing, in local time. At or before <paramref name="from"/>, it is on the next day.</param>
    public static ContactWindow Weekdays(TimeOnly from, TimeOnly to) =>
        On(Enum.GetValues<DayOfWeek>().Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday)), from, to);

    /// <summary>Creates a window with the same hours on all days except a weekend.</summary>
    /// <param name="from">The opening, in local time.</param>
    /// <param name="to">The closing, in local time. At or before <paramref name="from"/>, it is on the next day.</param>
    /// <param name="weekend">The <see cref="Weekend"/>, such as Friday and Saturday.</param>
    public static ContactWindow Weekdays(TimeOnly from, TimeOnly to, IReadOnlyList<DayOfWeek> weekend) =>
        Daily(from, to) with { Weekend = weekend };

    /// <summary>Creates a window with the same hours on some days of the week.</summary>
    /// <param name="days">The days on which the window opens.</param>
    /// <param name="from">The opening, in local time.</param>
    /// <param name="to">The closing, in local time. At or before <paramref name="from"/>, it is on the next day.</param>
    public static ContactWindow On(IEnumerable<DayOfWeek> days, TimeOnly from, TimeOnly to) =>
        new() { Hours = [.. days.Select(day => new WindowSpan(day, from, to))] };

    /// <summary>Returns the window, closed on more dates.</summary>
    /// <param name="closed">Local dates to add to <see cref="ClosedDates"/>.</param>
    public ContactWindow Except(params DateOnly[] closed) => this with { ClosedDates = [.. ClosedDates.Union(closed).Order()] };

    /// <summary>Returns the window, closed on more dates in one country or time zone.</summary>
    /// <param name="where">The place, as in <see cref="LocalDays(string)"/>.</param>
    /// <param name="closed">Local dates to add to the dates that are closed there.</param>
    public ContactWindow ExceptIn(string where, params DateOnly[] closed)
    {
        var known =
            Local?.FirstOrDefault(days => string.Equals(days.Where, where, StringComparison.OrdinalIgnoreCase)) ?? new LocalDays(where);
        var added = known with { ClosedDates = [.. (known.ClosedDates ?? []).Union(closed).Order()] };
        return this with { Local = [.. (Local ?? []).Where(days => days != known), added] };
    }

    /// <summary>Returns a copy with private collections, which no caller can change.</summary>
    internal ContactWindow Copy() => this with
    {
        Hours = Hours is null ? null! : [.. Hours],
        ClosedDates = ClosedDates is null ? null! : [.. ClosedDates],
        HalfDays = HalfDays?.ToArray(),
        Weekend = Weekend?.ToArray(),
        Local = Local?.Select(days => days?.Copy()!).ToArray(),
    };

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(
            Hours?.Count is >= 1 and <= MaxHours,
            $"{field}.Hours",
            Hours is null ? null : $"a list of {Hours.Count}",
            $"use 1 to {MaxHours} spans");
        for (var i = 0; i < (Hours?.Count ?? 0); i++)
        {
            var (span, name) = (Hours![i], $"{field}.Hours[{i}]");
            problems.Require(span is not null, name, null, "give a weekday, an opening and a closing time");
            problems.Require(span is null || Enum.IsDefined(span.Day), $"{name}.Day", span?.Day, "use Sunday (0) to Saturday (6)");
        }

        problems.Require(
            ClosedDates?.Count is <= MaxClosedDates,
            $"{field}.ClosedDates",
            ClosedDates is null ? null : $"a list of {ClosedDates.Count}",
            $"use up to {MaxClosedDates} dates, or an empty list");
        WindowPlaces.AddProblems(this, problems, field);
        problems.Require(Margin >= TimeSpan.Zero && Margin <= MaxMargin, $"{field}.Margin", Margin, "use 0 to 1 hour");
        problems.Require(Enum.IsDefined(Dst), $"{field}.Dst", Dst, "use WallClock or FirstPassOnly");
    }
}

/// <summary>One opening of a <see cref="ContactWindow"/>, in local time.</summary>
/// <param name="Day">The day of the week on which the span opens.</param>
/// <param name="From">The first open moment.</param>
/// <param name="To">
/// The first closed moment after it. At or before <paramref name="From"/>, it is on the next day: 22:00 to 06:00 is a night, 18:00 to 00:00
/// an evening, and 00:00 to 00:00 the whole day.
/// </param>
public sealed record WindowSpan(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>How a window treats a repeated hour. A skipped hour needs no policy, because it never occurs.</summary>
public enum DstPolicy
{
    /// <summary>The window is open whenever the local clock shows an allowed time. A repeated hour is open both times.</summary>
    WallClock,

    /// <summary>A repeated hour is open the first time only.</summary>
    FirstPassOnly,
}
