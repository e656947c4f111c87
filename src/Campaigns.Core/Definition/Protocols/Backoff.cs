using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>The delay before each retry: fixed, exponential, or a list. Immutable.</summary>
public sealed record Backoff
{
    /// <summary>The maximum delay: 365 days.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromDays(365);

    [JsonConstructor]
    internal Backoff(IReadOnlyList<TimeSpan> delays, double factor, TimeSpan cap, double jitter)
    {
        Delays = delays;
        Factor = factor;
        Cap = cap;
        Jitter = jitter;
    }

    /// <summary>The delays, one per retry. The last delay applies to all later retries.</summary>
    public IReadOnlyList<TimeSpan> Delays { get; }

    /// <summary>The factor by which the last of <see cref="Delays"/> grows for each later retry. 1 for fixed delays and lists.</summary>
    public double Factor { get; }

    /// <summary>The maximum delay, including jitter.</summary>
    public TimeSpan Cap { get; }

    /// <summary>The maximum random change of a delay, up or down, as a fraction of the delay. 0 to 1. Default: 0.</summary>
    public double Jitter { get; private init; }

    /// <summary>Creates a backoff with the same delay before every retry.</summary>
    /// <param name="delay">The delay. 0 to <see cref="MaxDelay"/>.</param>
    public static Backoff Fixed(TimeSpan delay) => new([delay], 1, MaxDelay, 0);

    /// <summary>Creates a backoff in which each delay is the previous delay times <paramref name="factor"/>.</summary>
    /// <param name="first">The delay before the first retry. 0 to <see cref="MaxDelay"/>.</param>
    /// <param name="cap">The maximum delay. 0 to <see cref="MaxDelay"/>.</param>
    /// <param name="factor">The factor. 1 to 100. Default: 2.</param>
    public static Backoff Exponential(TimeSpan first, TimeSpan cap, double factor = 2) => new([first], factor, cap, 0);

    /// <summary>Creates a backoff with one delay per retry. The last delay applies to all later retries.</summary>
    /// <param name="delays">The delays, at least one. Each is 0 to <see cref="MaxDelay"/>.</param>
    public static Backoff List(params IReadOnlyList<TimeSpan> delays) => new([.. delays], 1, MaxDelay, 0);

    /// <summary>Returns a copy with jitter, which spreads the retries of a burst.</summary>
    /// <param name="share">The jitter, 0 to 1. For example, 0.1 changes each delay by up to a tenth, up or down.</param>
    public Backoff WithJitter(double share) => this with { Jitter = share };

    /// <summary>Returns the delay before a retry. Does not overflow for any retry number.</summary>
    /// <param name="retry">The retry number, 1 for the first retry.</param>
    /// <param name="random">A random number, 0 inclusive to 1 exclusive. 0.5 leaves the delay unchanged.</param>
    internal TimeSpan Delay(int retry, double random)
    {
        retry = Math.Max(1, retry);
        var listed = Delays[Math.Min(retry, Delays.Count) - 1];
        var beyond = Math.Max(0, retry - Delays.Count);
        var growth = beyond == 0 || Factor == 1 ? 1 : Math.Pow(Factor, beyond);
        var ticks = Math.Min(listed.Ticks * growth, Cap.Ticks); // Cap before the jitter, so that jitter also spreads capped retries.
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
