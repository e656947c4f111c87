using NodaTime;

namespace Campaigns.Tests.Windows;

/// <summary>
/// Tests every zone and every clock change, minute by minute from 26 hours before to 26 hours after it. The checker reads only the local
/// clock. Since 1990, no zone has changed its clocks within a minute, so each minute is either open or closed as a whole.
/// </summary>
[Trait("Category", "Sweep")]
public class WindowSweepTests(ITestOutputHelper output)
{
    private const int Minutes = 2 * 26 * 60;
    private const int Beyond = 8; // more than the longest margin, so that the last minutes can be judged

    private long _zones;
    private long _transitions;
    private long _distinct;
    private long _cases;
    private long _phases;
    private long _minutes;
    private long _open;

    [Fact]
    public void Every_transition_from_2020_to_2037_with_many_windows()
    {
        Sweep(2020, 2037, casesEach: 21);

        Assert.True(_zones > 500, $"{_zones} zones");
        Assert.True(_transitions > 5_000, $"{_transitions} transitions");
        Assert.True(_distinct > 1_000, $"{_distinct} distinct transitions");
        Assert.True(_minutes > 200_000_000, $"{_minutes} minutes");
        Assert.InRange(_open, _minutes / 4, _minutes * 3 / 4);
    }

    [Fact]
    public void Every_transition_from_1990_to_2019_with_some_windows()
    {
        Sweep(1990, 2019, casesEach: 1);

        Assert.True(_transitions > 10_000, $"{_transitions} transitions");
        Assert.True(_minutes > 50_000_000, $"{_minutes} minutes");
        Assert.InRange(_open, _minutes / 4, _minutes * 3 / 4);
    }

    private void Sweep(int firstYear, int lastYear, int casesEach)
    {
        var from = Instant.FromUtc(firstYear, 1, 1, 0, 0);
        var until = Instant.FromUtc(lastYear + 1, 1, 1, 0, 0);
        var provider = DateTimeZoneProviders.Tzdb;
        foreach (var group in provider.Ids.GroupBy(id => Signature(provider[id], from, until)))
        {
            var ids = group.ToList();
            var instants = Transitions(provider[ids[0]], from, until).ToList();
            foreach (var transition in instants.DefaultIfEmpty(from + Duration.FromDays(1)))
            {
                Check(ids, transition, casesEach);
                _distinct += instants.Count == 0 ? 0 : 1;
                _transitions += instants.Count == 0 ? 0 : ids.Count;
            }

            _zones += ids.Count;
        }

        output.WriteLine(
            $"{firstYear}-{lastYear}: {_zones} zones, {_transitions} transitions ({_distinct} distinct), {_cases} cases, "
            + $"{_phases} phases, {_minutes} minutes, {_open} of them open");
    }

    /// <summary>
    /// Checks the first zone of a group of equal zones with the next few cases in turn, and the others with one case each.
    /// </summary>
    private void Check(List<string> ids, Instant transition, int casesEach)
    {
        var zone = DateTimeZoneProviders.Tzdb[ids[0]];
        var start = transition - Duration.FromHours(26);
        var clocks = new WallClock[Minutes + Beyond];
        for (var i = 0; i < clocks.Length; i++)
        {
            clocks[i] = WallClock.At(zone, start + Duration.FromMinutes(i));
        }

        var before = (transition - Duration.Epsilon).InZone(zone).Date.ToDateOnly();
        var cases = WindowCases.Around(before, transition.InZone(zone).Date.ToDateOnly());
        for (var i = 0; i < ids.Count; i++)
        {
            for (var n = i == 0 ? Math.Min(casesEach, cases.Count) : 1; n > 0; n--)
            {
                var windows = cases[(int)(_cases++ % cases.Count)];
                var lasts = Lasts(windows, clocks);
                foreach (var margin in WindowCases.Margins)
                {
                    Walk(ids[i], WindowCases.With(margin, windows), WindowChecker.ToTicks(start), lasts);
                }
            }
        }
    }

    /// <summary>
    /// For each minute, the number of minutes from it on for which the windows stay open. Sending is allowed if it exceeds the margin.
    /// </summary>
    private static int[] Lasts(IReadOnlyList<ContactWindow> windows, WallClock[] clocks)
    {
        var lasts = new int[clocks.Length];
        var minutes = 0;
        for (var i = clocks.Length - 1; i >= 0; i--)
        {
            minutes = WindowChecker.Allows(windows, clocks[i]) ? minutes + 1 : 0;
            lasts[i] = minutes;
        }

        return lasts;
    }

    /// <summary>Goes from phase to phase, and compares each with its minutes.</summary>
    private void Walk(string zone, IReadOnlyList<ContactWindow> windows, long start, int[] lasts)
    {
        var calendar = new WindowCalendar(zone, windows);
        var margin = (int)WindowChecker.Margin(windows).TotalMinutes;
        var end = start + (Minutes * TimeSpan.TicksPerMinute);
        WindowPhase? last = null;
        for (var at = start; at < end;)
        {
            var phase = calendar.At(at);
            var problem = Problem(phase, last, at)
                ?? MinuteProblem(phase, start, lasts, margin)
                ?? (phase.Until < end ? EdgeProblem(phase, calendar.At(phase.Until - 1)) : null);
            if (problem is not null)
            {
                Assert.Fail($"{zone}, {Text(windows)}: {phase} at {new DateTime(at):s}: {problem}");
            }

            _phases++;
            _open += phase.IsOpen ? (Math.Min(phase.Until, end) - at) / TimeSpan.TicksPerMinute : 0;
            last = phase;
            at = phase.Until;
        }

        _minutes += Minutes;
    }

    private static string? Problem(WindowPhase phase, WindowPhase? last, long at) => phase switch
    {
        _ when phase.From > at || phase.Until <= at => "the instant lies outside",
        _ when last is { } before && phase.From != at => $"begins elsewhere than {before} ends",
        _ when last is { } before && phase.IsOpen == before.IsOpen => $"is no change from {before}",
        _ when last is not null && phase.From % TimeSpan.TicksPerMinute != 0 => "begins inside a minute",
        _ when phase.Until != WindowCalendar.Never && phase.Until % TimeSpan.TicksPerMinute != 0 => "ends inside a minute",
        _ => null,
    };

    private static string? EdgeProblem(WindowPhase phase, WindowPhase edge) =>
        edge.IsOpen != phase.IsOpen || edge.Until != phase.Until ? $"one tick before its end it is {edge}" : null;

    private static string? MinuteProblem(WindowPhase phase, long start, int[] lasts, int margin)
    {
        var first = Math.Max(0, (phase.From - start) / TimeSpan.TicksPerMinute);
        var end = Math.Min(Minutes, (phase.Until - start) / TimeSpan.TicksPerMinute);
        for (var i = first; i < end; i++)
        {
            if (lasts[i] > margin != phase.IsOpen)
            {
                return $"the checker disagrees at {new DateTime(start + (i * TimeSpan.TicksPerMinute)):s}";
            }
        }

        return null;
    }

    private static string Text(IReadOnlyList<ContactWindow> windows) =>
        string.Join(" and ", windows.Select(w => $"{w.Hours[0]}… except {string.Join(", ", w.ClosedDates)} {w.Dst} {w.Margin}"));

    private static IEnumerable<Instant> Transitions(DateTimeZone zone, Instant from, Instant until) =>
        zone.GetZoneIntervals(from, until).Select(interval => interval.HasStart ? interval.Start : from).Where(start => start > from);

    private static string Signature(DateTimeZone zone, Instant from, Instant until) => string.Join(
        ";",
        zone.GetZoneIntervals(from - Duration.FromDays(9), until + Duration.FromDays(9))
            .Select(interval => $"{(interval.HasStart ? interval.Start : Instant.MinValue)} {interval.WallOffset}"));
}
