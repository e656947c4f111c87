namespace Campaigns;

/// <summary>
/// The circuit breaker of a provider: when failures open it, and how the provider is probed. Failures are dispatches that threw, timed out
/// or placed nothing, and attempts whose outcome never came.
/// </summary>
public sealed record CircuitBreakerOptions
{
    /// <summary>
    /// The number of consecutive failures within <see cref="SamplingDuration"/> that open the breaker. 1 or more; 10 by default.
    /// </summary>
    public int ConsecutiveFailures { get; init; } = 10;

    /// <summary>
    /// The ratio of failures among the last <see cref="MinimumThroughput"/> dispatches that opens the breaker. More than 0, up to 1; 0.5 by
    /// default.
    /// </summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>
    /// The number of dispatches from which <see cref="FailureRatio"/> is computed. With fewer dispatches within
    /// <see cref="SamplingDuration"/>, only <see cref="ConsecutiveFailures"/> counts. 2 to 64; 50 by default.
    /// </summary>
    public int MinimumThroughput { get; init; } = 50;

    /// <summary>
    /// The period in which failures count. 1 second to 1 day; 5 minutes by default. Consecutive failures expire in steps of a tenth of the
    /// window. Attempts whose outcome never came count however far apart they are, because they are detected late anyway.
    /// </summary>
    public TimeSpan SamplingDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the breaker stays open before the provider is probed. 10 ms to 1 day; 30 seconds by default. Doubles each time probes fail.
    /// </summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause. <see cref="BreakDuration"/> to 1 day; 5 minutes by default.</summary>
    public TimeSpan MaxBreakDuration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The number of probes at a time, all of which must succeed before the breaker closes. 1 to 100; 1 by default.</summary>
    /// <remarks>
    /// After the breaker closes, the provider gets <see cref="ProbeCount"/> attempts in the first second, and twice as many in each
    /// following second, for ten seconds.
    /// </remarks>
    public int ProbeCount { get; init; } = 1;

    /// <summary>Returns a copy of the options with the values from a configuration section.</summary>
    internal CircuitBreakerOptions With(SectionReader section) => new()
    {
        ConsecutiveFailures = section.Number<int>(nameof(ConsecutiveFailures)) ?? ConsecutiveFailures,
        FailureRatio = section.Number<double>(nameof(FailureRatio)) ?? FailureRatio,
        MinimumThroughput = section.Number<int>(nameof(MinimumThroughput)) ?? MinimumThroughput,
        SamplingDuration = section.Time(nameof(SamplingDuration)) ?? SamplingDuration,
        BreakDuration = section.Time(nameof(BreakDuration)) ?? BreakDuration,
        MaxBreakDuration = section.Time(nameof(MaxBreakDuration)) ?? MaxBreakDuration,
        ProbeCount = section.Number<int>(nameof(ProbeCount)) ?? ProbeCount,
    };

    internal void AddProblems(Problems problems, string field)
    {
        var day = TimeSpan.FromDays(1);
        problems.Require(ConsecutiveFailures >= 1, $"{field}.ConsecutiveFailures", ConsecutiveFailures, "use 1 or more");
        problems.Require(FailureRatio is > 0 and <= 1, $"{field}.FailureRatio", FailureRatio, "use more than 0, up to 1");
        problems.Require(MinimumThroughput is >= 2 and <= 64, $"{field}.MinimumThroughput", MinimumThroughput, "use 2 to 64");
        problems.Require(
            SamplingDuration >= TimeSpan.FromSeconds(1) && SamplingDuration <= day, $"{field}.SamplingDuration", SamplingDuration,
            "use 1 second to 1 day");
        problems.Require(
            BreakDuration >= TimeSpan.FromMilliseconds(10) && BreakDuration <= day, $"{field}.BreakDuration", BreakDuration,
            "use 10 ms to 1 day");
        problems.Require(
            MaxBreakDuration >= BreakDuration && MaxBreakDuration <= day, $"{field}.MaxBreakDuration", MaxBreakDuration,
            "use BreakDuration to 1 day");
        problems.Require(ProbeCount is >= 1 and <= 100, $"{field}.ProbeCount", ProbeCount, "use 1 to 100");
    }
}
