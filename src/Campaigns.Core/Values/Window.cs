namespace Campaigns;

/// <summary>
/// Allowed local hours, by weekday, with closed dates. The time zone comes from the contact, or from the campaign for contacts that
/// name none. Immutable.
/// </summary>
public sealed record Window
{
    /// <summary>The most spans a window may have.</summary>
    public const int MaxHours = 200;

    /// <summary>The most closed dates a window may have.</summary>
    public const int MaxClosedDates = 10_000;

    /// <summary>The most places of which a window may say what is different there.</summary>
    public const int MaxPlaces = 1_000;

    /// <summary>The default of <see cref="Margin"/>: 1 minute.</summary>
    public static readonly TimeSpan DefaultMargin = TimeSpan.FromMinutes(1);

    /// <summary>The longest <see cref="Margin"/>: 1 hour.</summary>
    public static readonly TimeSpan MaxMargin = TimeSpan.FromHours(1);

    /// <summary>
    /// When the window is open: 1 to <see cref="MaxHours"/> spans in any order, several a day if you like. Spans that touch or
    /// overlap are one.
    /// </summary>
    public required IReadOnlyList<WindowSpan> Hours { get; init; }

    /// <summary>
    /// Holidays and blackout dates: local dates on which nothing is open, from midnight to midnight. A span that began the evening
    /// before ends as a closed date begins; one that begins on a closed date opens as the date ends. Up to
    /// <see cref="MaxClosedDates"/>; none by default.
    /// </summary>
    public IReadOnlyList<DateOnly> ClosedDates { get; init; } = [];

    /// <summary>
    /// Dates on which the window is open for a part of its hours only, such as the morning of Christmas Eve: it opens at no time at which
    /// it would not open otherwise. Up to <see cref="MaxClosedDates"/>; null, the default, for none.
    /// </summary>
    public IReadOnlyList<HalfDay>? HalfDays { get; init; }

    /// <summary>
    /// Days of the week on which nothing is open, as on a closed date, and that are no business days (<see cref="BusinessDay"/>). Up to 6.
    /// Null, the default: <see cref="Hours"/> alone say when the window is open, and business days are Monday to Friday.
    /// </summary>
    public IReadOnlyList<DayOfWeek>? Weekend { get; init; }

    /// <summary>What is different in some countries or time zones. Up to <see cref="MaxPlaces"/>; null, the default, for nothing.</summary>
    public IReadOnlyList<LocalDays>? Local { get; init; }

    /// <summary>
    /// Ring time: nothing is sent in this last part before a closing, and nothing at all in an opening that is no longer than this.
    /// 0 to 1 hour; 1 minute by default.
    /// </summary>
    public TimeSpan Margin { get; init; } = DefaultMargin;

    /// <summary>What an hour that comes twice does, when clocks are set back. <see cref="DstPolicy.WallClock"/> by default.</summary>
    public DstPolicy Dst { get; init; } = DstPolicy.WallClock;

    /// <summary>The same hours every day of the week.</summary>
    /// <param name="from">Opens, local time.</param>
    /// <param name="to">Closes, local time; at or before <paramref name="from"/>, on the next day.</param>
    public static Window Daily(TimeOnly from, TimeOnly to) => On(Enum.GetValues<DayOfWeek>(), from, to);

    /// <summary>The same hours Monday to Friday.</summary>
    /// <param name="from">Opens, local time.</param>
    /// <param name="to">Closes, local time; at or before <paramref name="from"/>, on the next day.</param>
    public static Window Weekdays(TimeOnly from, TimeOnly to) =>
        On(Enum.GetValues<DayOfWeek>().Where(day => day is not (DayOfWeek.Saturday or DayOfWeek.Sunday)), from, to);

    /// <summary>The same hours on all days but those of a weekend.</summary>
    /// <param name="from">Opens, local time.</param>
    /// <param name="to">Closes, local time; at or before <paramref name="from"/>, on the next day.</param>
    /// <param name="weekend">The <see cref="Weekend"/>, such as Friday and Saturday.</param>
    public static Window Weekdays(TimeOnly from, TimeOnly to, IReadOnlyList<DayOfWeek> weekend) => Daily(from, to) with { Weekend = weekend };

    /// <summary>The same hours on some days of the week.</summary>
    /// <param name="days">The days on which the window opens.</param>
    /// <param name="from">Opens, local time.</param>
    /// <param name="to">Closes, local time; at or before <paramref name="from"/>, on the next day.</param>
    public static Window On(IEnumerable<DayOfWeek> days, TimeOnly from, TimeOnly to) =>
        new() { Hours = [.. days.Select(day => new WindowSpan(day, from, to))] };

    /// <summary>The same window, closed on more dates.</summary>
    /// <param name="closed">Local dates, added to <see cref="ClosedDates"/>.</param>
    public Window Except(params DateOnly[] closed) => this with { ClosedDates = [.. ClosedDates.Union(closed).Order()] };

    /// <summary>The same window, closed on more dates in one country or time zone.</summary>
    /// <param name="where">The place, as <see cref="LocalDays(string)"/> names it.</param>
    /// <param name="closed">Local dates, added to those that are closed there.</param>
    public Window ExceptIn(string where, params DateOnly[] closed)
    {
        var known = Local?.FirstOrDefault(days => string.Equals(days.Where, where, StringComparison.OrdinalIgnoreCase)) ?? new LocalDays(where);
        var added = known with { ClosedDates = [.. (known.ClosedDates ?? []).Union(closed).Order()] };
        return this with { Local = [.. (Local ?? []).Where(days => days != known), added] };
    }

    /// <summary>A copy that nobody else can change, and whose collections are our own.</summary>
    internal Window Copy() => this with
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

/// <summary>One opening of a <see cref="Window"/>, in local time.</summary>
/// <param name="Day">The day of the week on which it opens.</param>
/// <param name="From">The first moment that is open.</param>
/// <param name="To">
/// The first moment that is closed again. At or before <paramref name="From"/>: on the next day, so 22:00 to 06:00 is a night, 18:00
/// to 00:00 an evening, and 00:00 to 00:00 the whole day.
/// </param>
public sealed record WindowSpan(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>What a window does with an hour that comes twice. An hour that is skipped needs no policy: it never comes.</summary>
public enum DstPolicy
{
    /// <summary>The window is open whenever the local clock shows an allowed time: an hour that comes twice is open twice.</summary>
    WallClock,

    /// <summary>An hour that comes twice is open the first time only.</summary>
    FirstPassOnly,
}
