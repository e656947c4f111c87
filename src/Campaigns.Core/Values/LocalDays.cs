namespace Campaigns;

/// <summary>A date on which a <see cref="ContactWindow"/> is open for only a part of its hours, in local time.</summary>
/// <param name="Date">The local date.</param>
/// <param name="From">The window is closed before this time.</param>
/// <param name="To">The window is closed from this time on; 00:00 is the end of the day. Must be after <paramref name="From"/>.</param>
public sealed record HalfDay(DateOnly Date, TimeOnly From, TimeOnly To)
{
    /// <summary>The end in ticks. 00:00 counts as the end of the day.</summary>
    internal long ToTicks => To == TimeOnly.MinValue ? TimeSpan.TicksPerDay : To.Ticks;
}

/// <summary>The calendar rules that differ for some contacts: those of one time zone, or of all time zones of a country.</summary>
/// <param name="Where">
/// The zone, as <see cref="Contact.Zone"/>, or a country by its two-letter ISO 3166-1 code, such as FR. The time zone database assigns each
/// zone to a country. Zones such as UTC belong to no country. Parts of a country that share its zones cannot be told apart.
/// </param>
public sealed record LocalDays(string Where)
{
    /// <summary>
    /// Dates closed there in addition to <see cref="ContactWindow.ClosedDates"/>. Up to <see cref="ContactWindow.MaxClosedDates"/>; none by
    /// default.
    /// </summary>
    public IReadOnlyList<DateOnly>? ClosedDates { get; init; }

    /// <summary>
    /// Half days there in addition to <see cref="ContactWindow.HalfDays"/>. Up to <see cref="ContactWindow.MaxClosedDates"/>; none by
    /// default.
    /// </summary>
    public IReadOnlyList<HalfDay>? HalfDays { get; init; }

    /// <summary>
    /// The weekend there, instead of <see cref="ContactWindow.Weekend"/>; null, the default, for the same weekend. Up to 6 days.
    /// </summary>
    public IReadOnlyList<DayOfWeek>? Weekend { get; init; }

    internal LocalDays Copy() =>
        this with { ClosedDates = ClosedDates?.ToArray(), HalfDays = HalfDays?.ToArray(), Weekend = Weekend?.ToArray() };
}

/// <summary>Applies the local calendar rules of a window to one time zone.</summary>
internal static class WindowPlaces
{
    private const int CountryCode = 2;

    /// <summary>Returns the window with the rules of a zone applied and without rules for other places.</summary>
    public static ContactWindow In(this ContactWindow window, string zone)
    {
        if (window.Local is null)
        {
            return window;
        }

        var country = TimeZoneData.CountryOf(zone);
        var here = window.Local.Where(days => days.Where.Trim().Length == CountryCode
            ? string.Equals(days.Where.Trim(), country, StringComparison.OrdinalIgnoreCase)
            : TimeZoneData.Intern(days.Where) == TimeZoneData.Intern(zone)).OrderBy(days => days.Where.Trim().Length == CountryCode ? 1 : 0)
                .ToList();
        return window with
        {
            ClosedDates = [.. here.SelectMany(days => days.ClosedDates ?? []).Concat(window.ClosedDates)],
            HalfDays = [.. here.SelectMany(days => days.HalfDays ?? []).Concat(window.HalfDays ?? [])],
            Weekend = here.Find(days => days.Weekend is not null)?.Weekend ?? window.Weekend, // the zone takes precedence over the country
            Local = null,
        };
    }

    /// <summary>Adds the problems with a window's dates and weekends.</summary>
    public static void AddProblems(ContactWindow window, Problems problems, string field)
    {
        AddDays(problems, field, window.HalfDays, window.Weekend);
        problems.Require(window.Local is not { Count: > ContactWindow.MaxPlaces }, $"{field}.Local", $"a list of {window.Local?.Count}", $"use up to {ContactWindow.MaxPlaces} places");
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < window.Local?.Count; i++)
        {
            var (days, name) = (window.Local[i], $"{field}.Local[{i}]");
            var where = days?.Where?.Trim() ?? "";
            var isKnown = where.Length == CountryCode
                ? TimeZoneData.IsCountry(where)
                : TimeZoneData.Intern(where) is { } zone && TimeZoneData.IsKnown(zone);
            problems.Require(
                isKnown, $"{name}.Where", Problems.Quote(days?.Where), "use a country such as FR, or a time zone such as Europe/Paris");
            problems.Require(
                !isKnown || places.Add(TimeZoneData.Intern(where)!), $"{name}.Where", Problems.Quote(where), "give each place once");
            problems.Require(days?.ClosedDates is not { Count: > ContactWindow.MaxClosedDates }, $"{name}.ClosedDates", $"a list of {days?.ClosedDates?.Count}", $"use up to {ContactWindow.MaxClosedDates} dates");
            AddDays(problems, name, days?.HalfDays, days?.Weekend);
        }
    }

    private static void AddDays(Problems problems, string field, IReadOnlyList<HalfDay>? halves, IReadOnlyList<DayOfWeek>? weekend)
    {
        problems.Require(halves is not { Count: > ContactWindow.MaxClosedDates }, $"{field}.HalfDays", $"a list of {halves?.Count}", $"use up to {ContactWindow.MaxClosedDates} dates");
        for (var i = 0; i < halves?.Count; i++)
        {
            var half = halves[i];
            problems.Require(half is not null && half.From.Ticks < half.ToTicks, $"{field}.HalfDays[{i}]", half, "give a date, and times "
                + "of which the first is before the second");
        }

        var isWeekend = weekend is null || (weekend.All(Enum.IsDefined) && weekend.Distinct().Count() < 7);
        problems.Require(
            isWeekend, $"{field}.Weekend", $"[{string.Join(", ", weekend ?? [])}]", "use up to 6 days, Sunday (0) to Saturday (6)");
    }
}
