namespace Campaigns.Scheduling;

/// <summary>
/// A question to a provider, repeated until it is answered: the state of a live attempt, or the attempt that a call belongs to.
/// </summary>
internal sealed class LookUp
{
    /// <summary>The minimum number of failures before the question is given up.</summary>
    public const int LeastFailures = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromDays(1);

    public required Request Kind { get; init; }

    public required ProviderEntry Provider { get; init; }

    /// <summary>The live attempt; none for a question about a call.</summary>
    public AttemptId Attempt { get; init; }

    public int Live { get; init; } = -1;

    public string? CallId { get; init; }

    /// <summary>The minimum time before the question is given up, from the first try.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>
    /// When the question was first asked, on the monotonic clock; below 0 before that. Waiting for a turn does not use up the patience.
    /// </summary>
    public long Since { get; private set; } = -1;

    /// <summary>When the question was last asked, on the monotonic clock.</summary>
    public long AskedAt { get; private set; }

    /// <summary>Whether an answer is pending.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>Whether the answer is no longer needed.</summary>
    public bool IsOver { get; private set; }

    public int Failures { get; private set; }

    /// <summary>The key that matches an answer to the question.</summary>
    public (AttemptId Attempt, string? CallId) Key => (Attempt, Kind == Request.Resolve ? CallId : null);

    /// <summary>Notes that the answer is no longer awaited.</summary>
    public void Return() => IsAsked = false;

    /// <summary>Marks the answer as no longer needed.</summary>
    public void Drop() => IsOver = true;

    public void Ask(long mono)
    {
        (IsAsked, AskedAt) = (true, mono);
        Since = Since < 0 ? mono : Since;
    }

    /// <summary>Notes that the question was not answered.</summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="counts">Whether this counts as a failure. A provider that defers the question has not failed.</param>
    /// <returns>Whether the question is given up.</returns>
    public bool Fail(long mono, bool counts)
    {
        Failures += counts ? 1 : 0;
        var most = Patience > LongestPatience ? Patience : LongestPatience;
        return mono >= Now.After(Since, most) || (counts && Failures >= LeastFailures && mono >= Now.After(Since, Patience));
    }

    /// <summary>
    /// The pause before the next try. Doubles after each failure, up to a minute, with jitter so that retries do not come together.
    /// </summary>
    public TimeSpan Pause(Random random)
    {
        var pause = FirstPause * Math.Pow(2, Math.Clamp(Failures - 1, 0, 20));
        return (pause < LongestPause ? pause : LongestPause) * (0.5 + (random.NextDouble() / 2));
    }
}
