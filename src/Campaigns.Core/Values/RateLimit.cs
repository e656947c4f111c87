namespace Campaigns;

/// <summary>The maximum rate of attempts: at most ⌈t·Count/Per⌉ + Burst − 1 in any interval t.</summary>
/// <param name="Count">The number of attempts per period. 1 to 1,000,000.</param>
/// <param name="Per">The period. 1 ms to 1 day.</param>
/// <param name="Burst">
/// The number of attempts that may be sent immediately after an idle time. 1 to 1,000,000; 1 by default, which spaces attempts evenly.
/// Without a burst, time that is lost between two sends is not made up: timers of a machine are late by about a millisecond, so a limit of
/// 500 a second gives about 300. For more than 100 a second, allow a burst of a tenth of a second.
/// </param>
public sealed record RateLimit(int Count, TimeSpan Per, int Burst = 1)
{
    /// <summary>A number of attempts per second, evenly spaced.</summary>
    /// <param name="count">The number of attempts. 1 to 1,000,000.</param>
    public static RateLimit PerSecond(int count) => new(count, TimeSpan.FromSeconds(1));

    /// <summary>A number of attempts per minute, evenly spaced.</summary>
    /// <param name="count">The number of attempts. 1 to 1,000,000.</param>
    public static RateLimit PerMinute(int count) => new(count, TimeSpan.FromMinutes(1));

    /// <summary>The ticks between two sends, rounded up so that the limit holds.</summary>
    internal long Interval => (Per.Ticks + Count - 1) / Count;

    /// <summary>Reads a rate limit from a configuration section; null if it is not a rate limit, which is a problem.</summary>
    internal static RateLimit? From(SectionReader section)
    {
        var (count, per) = (section.Number<int>(nameof(Count), isRequired: true), section.Time(nameof(Per), isRequired: true));
        var burst = section.Number<int>(nameof(Burst)) ?? 1;
        return count is { } number && per is { } time ? new RateLimit(number, time, burst) : null;
    }

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(Count is >= 1 and <= 1_000_000, $"{field}.Count", Count, "use 1 to 1,000,000");
        problems.Require(Per >= TimeSpan.FromMilliseconds(1) && Per <= TimeSpan.FromDays(1), $"{field}.Per", Per, "use 1 ms to 1 day");
        problems.Require(Burst is >= 1 and <= 1_000_000, $"{field}.Burst", Burst, "use 1 to 1,000,000");
    }
}
