using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Tests.Windows;

/// <summary>Random windows, to the tick, that no person would write: spans, margins and closed dates anywhere.</summary>
[Trait("Category", "Sweep")]
public class WindowRandomTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;

    [Fact]
    public void Every_phase_is_what_the_checker_says_to_the_tick()
    {
        var random = new Random(20260105);
        var ids = DateTimeZoneProviders.Tzdb.Ids;
        var (open, closed) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var id = ids[random.Next(ids.Count)];
            var zone = DateTimeZoneProviders.Tzdb[id];
            var at = SomeInstant(random, zone);
            var windows = SomeWindows(random, new DateTime(at), id);
            var calendar = new WindowCalendar(id, windows);
            for (var n = 0; n < 4; n++)
            {
                var phase = calendar.At(at);
                Assert.True(phase.From <= at && phase.Until > at, $"round {round}: {phase} at {at}");
                foreach (var inside in Inside(random, phase, at))
                {
                    Assert.True(
                        WindowChecker.MaySend(windows, zone, inside) == phase.IsOpen,
                        $"round {round}: {id} at {new DateTime(inside):O} in {phase}");
                }

                (open, closed) = phase.IsOpen ? (open + 1, closed) : (open, closed + 1);
                if (phase.Until > at + TimeSpan.FromDays(500).Ticks)
                {
                    break;
                }

                Assert.NotEqual(phase.IsOpen, WindowChecker.MaySend(windows, zone, phase.Until));
                at = phase.Until;
            }
        }

        output.WriteLine($"{open} open phases, {closed} closed ones");
        Assert.True(open > Rounds && closed > Rounds, $"{open} open phases, {closed} closed ones");
    }

    private static IEnumerable<long> Inside(Random random, WindowPhase phase, long at)
    {
        var end = Math.Min(phase.Until, at + TimeSpan.FromDays(20).Ticks);
        yield return phase.From;
        yield return end - 1;
        yield return random.NextInt64(phase.From, end);
        yield return random.NextInt64(phase.From, end);
    }

    /// <summary>Draws an instant. In three of four cases it is near a clock change, if the zone has one.</summary>
    private static long SomeInstant(Random random, DateTimeZone zone)
    {
        var at = WindowChecker.ToInstant(random.NextInt64(new DateTime(1970, 1, 1).Ticks, new DateTime(2100, 1, 1).Ticks));
        var interval = zone.GetZoneInterval(at);
        if (interval.HasEnd && random.Next(4) > 0)
        {
            at = interval.End + Duration.FromTicks(random.NextInt64(-2 * TimeSpan.TicksPerDay, TimeSpan.TicksPerDay));
        }

        return WindowChecker.ToTicks(at);
    }

    private static List<ContactWindow> SomeWindows(Random random, DateTime near, string zone)
    {
        var windows = new List<ContactWindow>();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var spans = Enumerable.Range(0, random.Next(1, 12))
                .Select(_ => new WindowSpan((DayOfWeek)random.Next(7), SomeTime(random), SomeTime(random)));
            var closed = Enumerable.Range(0, random.Next(3)).Select(_ => DateOnly.FromDateTime(near.AddDays(random.Next(-2, 5))));
            windows.Add(new ContactWindow
            {
                Hours = [.. spans],
                ClosedDates = [.. closed],
                Margin = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerHour)),
                Dst = (DstPolicy)random.Next(2),
                HalfDays = random.Next(3) == 0 ? [SomeHalf(random, near)] : null,
                Weekend = random.Next(4) == 0 ? [(DayOfWeek)random.Next(7), (DayOfWeek)random.Next(7)] : null,
                Local = random.Next(2) == 0 ? null : [.. Places(zone).Select(place => SomeDays(random, near, place))],
            });
        }

        return windows;
    }

    /// <summary>The country of the zone, if any, then the zone itself and another country.</summary>
    private static IEnumerable<string> Places(string zone)
    {
        var country = TzdbDateTimeZoneSource.Default.ZoneLocations!.FirstOrDefault(place => place.ZoneId == zone)?.CountryCode;
        return new[] { country, zone, country == "FR" ? "DE" : "FR" }.OfType<string>().Where(place => place.Length != 2 || place != zone);
    }

    private static LocalDays SomeDays(Random random, DateTime near, string place) => new(place)
    {
        ClosedDates = random.Next(2) == 0 ? null : [DateOnly.FromDateTime(near.AddDays(random.Next(-2, 5)))],
        HalfDays = random.Next(2) == 0 ? null : [SomeHalf(random, near)],
        Weekend = random.Next(3) > 0 ? null : [(DayOfWeek)random.Next(7)],
    };

    private static HalfDay SomeHalf(Random random, DateTime near)
    {
        var (from, to) = (SomeTime(random), SomeTime(random));
        return new HalfDay(DateOnly.FromDateTime(near.AddDays(random.Next(-2, 5))), from < to ? from : to, from < to ? to : default);
    }

    /// <summary>Any tick, or a full hour, so that spans meet each other and clock changes.</summary>
    private static TimeOnly SomeTime(Random random) =>
        random.Next(2) == 0 ? new TimeOnly(random.Next(24), 0) : new TimeOnly(random.NextInt64(TimeSpan.TicksPerDay));
}
