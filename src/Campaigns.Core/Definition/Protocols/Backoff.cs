using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>How long to wait before each retry: fixed, exponential, or a list. Immutable.</summary>
public sealed record Backoff
{
    /// <summary>The longest delay allowed: 365 days.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(365);

    [JsonConstructor]
    internal Backoff(IReadOnlyList<TimeSpan> delays, double factor, TimeSpan cap, double jitter)
    {
        Delays = delays;
        Factor = factor;
        Cap = cap;
        Jitter = jitter;
    }

    /// <summary>The delay before the first retry, the second, …; the last one serves all that follow.</summary>
    public IReadOnlyList<TimeSpan> Delays { get; }

    /// <summary>What the last of <see cref="Delays"/> is multiplied by for each retry after it. 1 for fixed delays and lists.</summary>
    public double Factor { get; }

    /// <summary>No delay is longer than this, jitter included.</summary>
    public TimeSpan Cap { get; }

    /// <summary>The share, 0 to 1, by which a delay is moved at random, up or down. 0 by default.</summary>
    public double Jitter { get; private init; }

    /// <summary>The same delay before every retry.</summary>
    /// <param name="delay">0 to <see cref="MaxDelay"/>.</param>
    public static Backoff Fixed(TimeSpan delay) => new([delay], 1, MaxDelay, 0);

    /// <summary>Each delay is the one before it times <paramref name="factor"/>.</summary>
    /// <param name="first">The delay before the first retry.</param>
    /// <param name="cap">No delay is longer than this.</param>
    /// <param name="factor">1 to 100.</param>
    public static Backoff Exponential(TimeSpan first, TimeSpan cap, double factor = 2) => new([first], factor, cap, 0);

    /// <summary>One delay for each retry; the last one serves all that follow.</summary>
    /// <param name="delays">At least one.</param>
    public static Backoff List(params IReadOnlyList<TimeSpan> delays) => new([.. delays], 1, MaxDelay, 0);

    /// <summary>The same backoff with jitter, which keeps retries of a burst from arriving as a burst.</summary>
    /// <param name="share">0 to 1: 0.1 moves each delay by up to a tenth, up or down.</param>
    public Backoff WithJitter(double share) => this with { Jitter = share };

    /// <summary>The delay before a retry, without overflow for any number.</summary>
    /// <param name="retry">1 for the first retry.</param>
    /// <param name="random">0 inclusive to 1 exclusive; 0.5 leaves the delay as it is.</param>
    internal TimeSpan Delay(int retry, double random)
    {
        retry = Math.Max(1, retry);
        var listed = Delays[Math.Min(retry, Delays.Count) - 1];
        var beyond = Math.Max(0, retry - Delays.Count);
        var growth = beyond == 0 || Factor == 1 ? 1 : Math.Pow(Factor, beyond);
        var ticks = Math.Min(listed.Ticks * growth, Cap.Ticks); // before the jitter, which spreads capped retries too
        ticks *= 1 + (Jitter * ((2 * random) - 1));
        return ticks >= Cap.Ticks ? Cap : TimeSpan.FromTicks((long)ticks);
    }

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(Delays?.Count > 0, field, "no delay", "give at least one");
        foreach (var delay in Delays ?? [])
        {
            problems.Require(delay >= TimeSpan.Zero && delay <= MaxDelay, field, delay, "use 0 to 365 days");
        }

        problems.Require(Cap >= TimeSpan.Zero && Cap <= MaxDelay, $"{field}.Cap", Cap, "use 0 to 365 days");
        problems.Require(Factor is >= 1 and <= 100, $"{field}.Factor", Factor, "use 1 to 100");
        problems.Require(Jitter is >= 0 and <= 1, $"{field}.Jitter", Jitter, "use 0 to 1");
    }
}
