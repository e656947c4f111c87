using BenchmarkDotNet.Attributes;

namespace Campaigns.Benchmarks.Micro;

/// <summary>The stretch of a window around an instant, and so the next opening or closing. A lane computes it once per stretch.</summary>
[MemoryDiagnoser]
public class OpeningBenchmarks
{
    private static readonly ContactWindow Hours = ContactWindow.Weekdays(new TimeOnly(9, 0), new TimeOnly(20, 0));
    private static readonly ContactWindow OfTenant =
        ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(21, 0)).Except(new DateOnly(2026, 12, 25));
    private static readonly long Noon = At(2026, 10, 22, 12);
    private static readonly long FridayNight = At(2026, 10, 23, 22);
    private static readonly long ClockChange = At(2026, 10, 25, 0);
    private readonly WindowCalendar _calendar = new("Europe/Paris", [Hours, OfTenant]);
    private readonly WindowCalendar _never =
        new("Europe/Paris", [Hours, ContactWindow.On([DayOfWeek.Sunday], new TimeOnly(9, 0), new TimeOnly(20, 0))]);

    [Benchmark]
    public long WhileOpen() => _calendar.At(Noon).Until;

    [Benchmark]
    public long OverAWeekend() => _calendar.At(FridayNight).Until;

    [Benchmark]
    public long OverAClockChange() => _calendar.At(ClockChange).Until;

    /// <summary>The worst case, which searches two years ahead.</summary>
    [Benchmark]
    public long ThatNeverComes() => _never.At(Noon).Until;

    private static long At(int year, int month, int day, int hour) =>
        new DateTimeOffset(year, month, day, hour, 0, 0, TimeSpan.Zero).UtcTicks;
}
