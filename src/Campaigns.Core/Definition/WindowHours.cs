namespace Campaigns;

/// <summary>
/// What several windows allow together, in local time: the intersection, ready for look-ups. It knows no zone, so the calendars of
/// all zones of a campaign share one. Immutable.
/// </summary>
internal sealed class WindowHours
{
    /// <summary>
    /// By day of the week, the times of day (in ticks, ascending) at which the windows turn open, closed, open, … A day begins closed,
    /// so [0] is a whole day.
    /// </summary>
    private readonly long[][] _turns;

    private readonly HashSet<int> _closedDays; // as DateOnly.DayNumber

    /// <param name="windows">All must allow it. None: always open.</param>
    public WindowHours(IReadOnlyList<Window> windows)
    {
        _turns = [.. Enum.GetValues<DayOfWeek>().Select(day => Turns(windows, day))];
        _closedDays = [.. windows.SelectMany(window => window.ClosedDates).Select(date => date.DayNumber)];
        Margin = windows.Count == 0 ? 0 : windows.Max(window => window.Margin).Ticks;
        FirstPassOnly = windows.Any(window => window.Dst == DstPolicy.FirstPassOnly);
        IsAlways = _turns.All(turns => turns is [0]) && _closedDays.Count == 0 && !FirstPassOnly;
    }

    /// <summary>The longest margin, in ticks.</summary>
    public long Margin { get; }

    /// <summary>Whether one of the windows is closed in the second pass of an hour, which closes all of them together.</summary>
    public bool FirstPassOnly { get; }

    /// <summary>Whether no clock in any zone can show a time that is not allowed.</summary>
    public bool IsAlways { get; }

    /// <summary>Whether a local time is allowed, and up to which later local time of the same day that stays so.</summary>
    /// <param name="local">Ticks since the local midnight that began the year 1; from -7 days on.</param>
    public (bool IsOpen, long Until) At(long local)
    {
        var (days, time) = Math.DivRem(local + (7 * TimeSpan.TicksPerDay), TimeSpan.TicksPerDay);
        var midnight = local - time;
        if (_closedDays.Contains((int)days - 7))
        {
            return (false, midnight + TimeSpan.TicksPerDay);
        }

        var turns = _turns[(days + 1) % 7]; // the year 1 began on a Monday
        var passed = 0;
        while (passed < turns.Length && turns[passed] <= time)
        {
            passed++;
        }

        return (passed % 2 == 1, midnight + (passed < turns.Length ? turns[passed] : TimeSpan.TicksPerDay));
    }

    private static long[] Turns(IReadOnlyList<Window> windows, DayOfWeek day)
    {
        var parts = windows.Select(window => window.Hours.SelectMany(span => PartsOn(day, span)).ToList()).ToList();
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

    /// <summary>The part of a span that lies on a day of the week: a night has one in the evening and one in the morning after.</summary>
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
