namespace Campaigns;

/// <summary>
/// The circuit breaker of a provider: when failures open it, and how the provider is probed. Failures are dispatches that threw, timed out
/// or placed nothing, and attempts whose outcome never came.
/// </summary>
public sealed record Breaker
{
    /// <summary>The number of consecutive failures within <see cref="Window"/> that open the breaker. 1 or more; 10 by default.</summary>
    public int Failures { get; init; } = 10;

    /// <summary>
    /// The ratio of failures among the last <see cref="Sample"/> dispatches that opens the breaker. More than 0, up to 1; 0.5 by default.
    /// </summary>
    public double Ratio { get; init; } = 0.5;

    /// <summary>
    /// The number of dispatches from which <see cref="Ratio"/> is computed. With fewer dispatches within <see cref="Window"/>, only
    /// <see cref="Failures"/> counts. 2 to 64; 50 by default.
    /// </summary>
    public int Sample { get; init; } = 50;

    /// <summary>
    /// The period in which failures count. 1 second to 1 day; 5 minutes by default. Consecutive failures expire in steps of a tenth of the
    /// window. Attempts whose outcome never came count however far apart they are, because they are detected late anyway.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long the breaker stays open before the provider is probed. 10 ms to 1 day; 30 seconds by default. Doubles each time probes fail.
    /// </summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause. <see cref="Pause"/> to 1 day; 5 minutes by default.</summary>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The number of probes at a time, all of which must succeed before the breaker closes. 1 to 100; 1 by default.</summary>
    /// <remarks>
    /// After the breaker closes, the provider gets <see cref="Probes"/> attempts in the first second, and twice as many in each following
    /// second, for ten seconds.
    /// </remarks>
    public int Probes { get; init; } = 1;

    /// <summary>This breaker with what a section of the configuration says.</summary>
    internal Breaker With(SectionReader section) => new()
    {
        Failures = section.Number<int>(nameof(Failures)) ?? Failures,
        Ratio = section.Number<double>(nameof(Ratio)) ?? Ratio,
        Sample = section.Number<int>(nameof(Sample)) ?? Sample,
        Window = section.Time(nameof(Window)) ?? Window,
        Pause = section.Time(nameof(Pause)) ?? Pause,
        MaxPause = section.Time(nameof(MaxPause)) ?? MaxPause,
        Probes = section.Number<int>(nameof(Probes)) ?? Probes,
    };

    internal void AddProblems(Problems problems, string field)
    {
        var day = TimeSpan.FromDays(1);
        problems.Require(Failures >= 1, $"{field}.Failures", Failures, "use 1 or more");
        problems.Require(Ratio is > 0 and <= 1, $"{field}.Ratio", Ratio, "use more than 0, up to 1");
        problems.Require(Sample is >= 2 and <= 64, $"{field}.Sample", Sample, "use 2 to 64");
        problems.Require(Window >= TimeSpan.FromSeconds(1) && Window <= day, $"{field}.Window", Window, "use 1 second to 1 day");
        problems.Require(Pause >= TimeSpan.FromMilliseconds(10) && Pause <= day, $"{field}.Pause", Pause, "use 10 ms to 1 day");
        problems.Require(MaxPause >= Pause && MaxPause <= day, $"{field}.MaxPause", MaxPause, "use Pause to 1 day");
        problems.Require(Probes is >= 1 and <= 100, $"{field}.Probes", Probes, "use 1 to 100");
    }
}
