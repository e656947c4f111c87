namespace Campaigns;

/// <summary>A date on which a <see cref="Window"/> is open for a part of its hours only, in local time.</summary>
/// <param name="Date">The local date.</param>
/// <param name="From">Nothing is open before it.</param>
/// <param name="To">Nothing is open from here on; 00:00 is the end of the day. After <paramref name="From"/>.</param>
public sealed record HalfDay(DateOnly Date, TimeOnly From, TimeOnly To)
{
    /// <summary>The end in ticks, that of the day included.</summary>
    internal long ToTicks => To == TimeOnly.MinValue ? TimeSpan.TicksPerDay : To.Ticks;
}

/// <summary>What is different on the calendar of some contacts: those of a time zone, or of all time zones of a country.</summary>
/// <param name="Where">
/// The zone, as <see cref="Contact.Zone"/>, or a country by its ISO 3166-1 code of two letters, such as FR. A zone belongs to the country
/// that the database of time zones says; zones such as UTC belong to none. Parts of a country that share its zones cannot be told apart.
/// </param>
public sealed record LocalDays(string Where)
{
    /// <summary>
    /// Closed there besides <see cref="Window.ClosedDates"/>. Up to <see cref="Window.MaxClosedDates"/>; none by default.
    /// </summary>
    public IReadOnlyList<DateOnly>? ClosedDates { get; init; }

    /// <summary>
    /// Half days there besides <see cref="Window.HalfDays"/>. Up to <see cref="Window.MaxClosedDates"/>; none by default.
    /// </summary>
    public IReadOnlyList<HalfDay>? HalfDays { get; init; }

    /// <summary>The weekend there, in place of <see cref="Window.Weekend"/>; null, the default, for the same. Up to 6 days.</summary>
    public IReadOnlyList<DayOfWeek>? Weekend { get; init; }

    internal LocalDays Copy() => this with { ClosedDates = ClosedDates?.ToArray(), HalfDays = HalfDays?.ToArray(), Weekend = Weekend?.ToArray() };
}

/// <summary>What a window is in one time zone.</summary>
internal static class WindowPlaces
{
    private const int CountryCode = 2;

    /// <summary>The window with what is different in a zone, and nothing about other places.</summary>
    public static Window In(this Window window, string zone)
    {
        if (window.Local is null)
        {
            return window;
        }

        var country = TimeZones.CountryOf(zone);
        var here = window.Local.Where(days => days.Where.Trim().Length == CountryCode
            ? string.Equals(days.Where.Trim(), country, StringComparison.OrdinalIgnoreCase)
            : TimeZones.Intern(days.Where) == TimeZones.Intern(zone)).OrderBy(days => days.Where.Trim().Length == CountryCode ? 1 : 0).ToList();
        return window with
        {
            ClosedDates = [.. here.SelectMany(days => days.ClosedDates ?? []).Concat(window.ClosedDates)],
            HalfDays = [.. here.SelectMany(days => days.HalfDays ?? []).Concat(window.HalfDays ?? [])],
            Weekend = here.Find(days => days.Weekend is not null)?.Weekend ?? window.Weekend, // the zone's before the country's
            Local = null,
        };
    }

    /// <summary>Finds what is wrong with a window's days.</summary>
    public static void AddProblems(Window window, Problems problems, string field)
    {
        AddDays(problems, field, window.HalfDays, window.Weekend);
        problems.Require(window.Local is not { Count: > Window.MaxPlaces }, $"{field}.Local", $"a list of {window.Local?.Count}", $"use up to {Window.MaxPlaces} places");
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < window.Local?.Count; i++)
        {
            var (days, name) = (window.Local[i], $"{field}.Local[{i}]");
            var where = days?.Where?.Trim() ?? "";
            var isKnown = where.Length == CountryCode ? TimeZones.IsCountry(where) : TimeZones.Intern(where) is { } zone && TimeZones.IsKnown(zone);
            problems.Require(isKnown, $"{name}.Where", Problems.Quote(days?.Where), "use a country such as FR, or a time zone such as Europe/Paris");
            problems.Require(!isKnown || places.Add(TimeZones.Intern(where)!), $"{name}.Where", Problems.Quote(where), "give each place once");
            problems.Require(days?.ClosedDates is not { Count: > Window.MaxClosedDates }, $"{name}.ClosedDates", $"a list of {days?.ClosedDates?.Count}", $"use up to {Window.MaxClosedDates} dates");
            AddDays(problems, name, days?.HalfDays, days?.Weekend);
        }
    }

    private static void AddDays(Problems problems, string field, IReadOnlyList<HalfDay>? halves, IReadOnlyList<DayOfWeek>? weekend)
    {
        problems.Require(halves is not { Count: > Window.MaxClosedDates }, $"{field}.HalfDays", $"a list of {halves?.Count}", $"use up to {Window.MaxClosedDates} dates");
        for (var i = 0; i < halves?.Count; i++)
        {
            var half = halves[i];
            problems.Require(half is not null && half.From.Ticks < half.ToTicks, $"{field}.HalfDays[{i}]", half, "give a date, and times of which the first is before the second");
        }

        var isWeekend = weekend is null || (weekend.All(Enum.IsDefined) && weekend.Distinct().Count() < 7);
        problems.Require(isWeekend, $"{field}.Weekend", $"[{string.Join(", ", weekend ?? [])}]", "use up to 6 days, Sunday (0) to Saturday (6)");
    }
}
