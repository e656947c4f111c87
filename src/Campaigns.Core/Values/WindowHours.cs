namespace Campaigns;

/// <summary>
/// The intersection of several windows in local time, prepared for lookups. The calendars of all zones of a campaign share one instance,
/// unless a zone has rules that differ. Immutable.
/// </summary>
internal sealed class WindowHours
{
    private readonly IReadOnlyList<ContactWindow> _windows;

    /// <summary>
    /// By day of the week, the times of day (in ticks, ascending) at which the windows open, close, open, … A day begins closed, so [0] is
    /// a whole open day.
    /// </summary>
    private readonly long[][] _turns;

    private readonly HashSet<int> _closedDays; // as DateOnly.DayNumber

    /// <summary>The opening and closing times of half days, by <see cref="DateOnly.DayNumber"/>; null for none.</summary>
    private readonly Dictionary<int, long[]>? _halfDays;

    /// <param name="windows">All windows must be open. None: always open.</param>
    public WindowHours(IReadOnlyList<ContactWindow> windows)
    {
        _windows = windows;
        _turns = [.. Enum.GetValues<DayOfWeek>().Select(day => Turns(windows, day, null))];
        var halves = windows.SelectMany(window => window.HalfDays ?? []).Select(half => half.Date).Distinct().ToList();
        _halfDays = halves.Count == 0 ? null : halves.ToDictionary(date => date.DayNumber, date => Turns(windows, date.DayOfWeek, date));
        _closedDays = [.. windows.SelectMany(window => window.ClosedDates).Select(date => date.DayNumber)];
        Margin = windows.Count == 0 ? 0 : windows.Max(window => window.Margin).Ticks;
        FirstPassOnly = windows.Any(window => window.Dst == DstPolicy.FirstPassOnly);
        IsAlways = _turns.All(turns => turns is [0]) && _closedDays.Count == 0 && _halfDays is null && !FirstPassOnly;
    }

    /// <summary>The longest margin, in ticks.</summary>
    public long Margin { get; }

    /// <summary>Whether one of the windows closes in the second pass of a repeated hour, which closes the intersection.</summary>
    public bool FirstPassOnly { get; }

    /// <summary>Whether every local time in every zone is allowed.</summary>
    public bool IsAlways { get; }

    /// <summary>The hours with the rules of a zone applied.</summary>
    public WindowHours In(string zone) =>
        _windows.All(window => window.Local is null) ? this : new WindowHours([.. _windows.Select(window => window.In(zone))]);

    /// <summary>Whether a local time is allowed, and until which later local time of the same day the answer holds.</summary>
    /// <param name="local">Ticks since local midnight of January 1 of the year 1; -7 days or later.</param>
    public (bool IsOpen, long Until) At(long local)
    {
        var (days, time) = Math.DivRem(local + (7 * TimeSpan.TicksPerDay), TimeSpan.TicksPerDay);
        var midnight = local - time;
        if (_closedDays.Contains((int)days - 7))
        {
            return (false, midnight + TimeSpan.TicksPerDay);
        }

        var turns = _halfDays?.GetValueOrDefault((int)days - 7) ?? _turns[(days + 1) % 7]; // the year 1 began on a Monday
        var passed = 0;
        while (passed < turns.Length && turns[passed] <= time)
        {
            passed++;
        }

        return (passed % 2 == 1, midnight + (passed < turns.Length ? turns[passed] : TimeSpan.TicksPerDay));
    }

    private static long[] Turns(IReadOnlyList<ContactWindow> windows, DayOfWeek day, DateOnly? date)
    {
        var parts = windows.Select(window => PartsOn(day, date, window).ToList()).ToList();
        var turns = new List<long>();
        foreach (var time in parts.SelectMany(list => list).SelectMany(part => new[] { part.From, part.To }).Append(0).Distinct().Order())
        {
            var open = parts.TrueForAll(list => list.Exists(part => part.From <= time && time < part.To));
            if (open != (turns.Count % 2 == 1) && time < TimeSpan.TicksPerDay)
            {
                turns.Add(time);
            }
        }

        return [.. turns];
    }

    /// <summary>The open parts of a window on a day of the week, limited by each half day of the date.</summary>
    private static IEnumerable<(long From, long To)> PartsOn(DayOfWeek day, DateOnly? date, ContactWindow window)
    {
        if (window.Weekend is { } weekend && weekend.Contains(day))
        {
            return [];
        }

        var parts = window.Hours.SelectMany(span => PartsOn(day, span));
        foreach (var half in (window.HalfDays ?? []).Where(half => half.Date == date))
        {
            parts = parts.Select(part => (Math.Max(part.From, half.From.Ticks), Math.Min(part.To, half.ToTicks))); // may leave nothing
        }

        return parts.Where(part => part.From < part.To);
    }

    /// <summary>The part of a span on a day of the week. An overnight span has one part in the evening and one the next morning.</summary>
    private static IEnumerable<(long From, long To)> PartsOn(DayOfWeek day, WindowSpan span)
    {
        var overnight = span.To <= span.From;
        if (day == span.Day)
        {
            yield return (span.From.Ticks, overnight ? TimeSpan.TicksPerDay : span.To.Ticks);
        }

        if (overnight && (int)day == ((int)span.Day + 1) % 7)
        {
            yield return (0, span.To.Ticks);
        }
    }
}
