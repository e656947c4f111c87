namespace Campaigns.Scheduling;

/// <summary>Something that is asked of a provider until it answers: what became of a live attempt, or which attempt a call is of.</summary>
internal sealed class LookUp
{
    /// <summary>How often it fails at least before it is given up.</summary>
    public const int LeastFailures = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromDays(1);

    public required Request Kind { get; init; }

    public required ProviderEntry Provider { get; init; }

    /// <summary>The live attempt; none when it is asked which one a call is of.</summary>
    public AttemptId Attempt { get; init; }

    public int Live { get; init; } = -1;

    public string? CallId { get; init; }

    /// <summary>How long it is asked at least, from the first time.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>When it was asked first, on the monotonic clock; what waits for its turn does not lose its time.</summary>
    public long Since { get; private set; } = -1;

    /// <summary>When it was asked last, on the monotonic clock.</summary>
    public long AskedAt { get; private set; }

    /// <summary>Whether the answer is awaited.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>Whether nobody wants to know any more.</summary>
    public bool IsOver { get; private set; }

    public int Failures { get; private set; }

    /// <summary>What an answer is recognized by.</summary>
    public (AttemptId Attempt, string? CallId) Key => (Attempt, Kind == Request.Resolve ? CallId : null);

    /// <summary>The answer is awaited no more.</summary>
    public void Return() => IsAsked = false;

    /// <summary>Nobody wants to know any more.</summary>
    public void Drop() => IsOver = true;

    public void Ask(long mono)
    {
        (IsAsked, AskedAt) = (true, mono);
        Since = Since < 0 ? mono : Since;
    }

    /// <summary>Notes that it was not answered.</summary>
    /// <param name="mono">Now.</param>
    /// <param name="counts">Whether it counts: a provider that asks to be asked later has not failed.</param>
    /// <returns>Whether it is given up.</returns>
    public bool Fail(long mono, bool counts)
    {
        Failures += counts ? 1 : 0;
        var most = Patience > LongestPatience ? Patience : LongestPatience;
        return mono >= Now.After(Since, most) || (counts && Failures >= LeastFailures && mono >= Now.After(Since, Patience));
    }

    /// <summary>
    /// How long to wait before it is asked again: twice as long each time, with jitter, so that many do not come together.
    /// </summary>
    public TimeSpan Pause(Random random)
    {
        var pause = FirstPause * Math.Pow(2, Math.Clamp(Failures - 1, 0, 20));
        return (pause < LongestPause ? pause : LongestPause) * (0.5 + (random.NextDouble() / 2));
    }
}
