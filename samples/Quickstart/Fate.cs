namespace Campaigns.Samples.Quickstart;

/// <summary>How the simulated provider treats a call.</summary>
internal enum FateKind
{
    /// <summary>It accepts the call and reports the outcome later.</summary>
    Ends,

    /// <summary>It accepts the call, but the callback is lost and the outcome never arrives.</summary>
    Lost,

    /// <summary>It rejects the call: nothing was placed.</summary>
    NotPlaced,

    /// <summary>It breaks: whether the call was placed is unknown.</summary>
    Breaks,
}

/// <summary>
/// The planned course of one call. It depends only on the number and the attempt, so every run of the sample with the same contacts is the
/// same.
/// </summary>
/// <param name="Kind">How the provider treats the call.</param>
/// <param name="Outcome">The outcome, with <see cref="FateKind.Ends"/>.</param>
/// <param name="After">How long the call rings and lasts, with <see cref="FateKind.Ends"/>.</param>
internal readonly record struct Fate(FateKind Kind, AttemptOutcome Outcome, TimeSpan After)
{
    /// <summary>
    /// How many of 1,000 calls get each fate, and its shortest and longest duration in seconds. The last row takes the rest.
    /// </summary>
    private static readonly (int Share, FateKind Kind, AttemptOutcome Outcome, int Shortest, int Longest)[] Table =
    [
        (10, FateKind.Breaks, AttemptOutcome.None, 0, 0),
        (20, FateKind.NotPlaced, AttemptOutcome.None, 0, 0),
        (5, FateKind.Lost, AttemptOutcome.None, 0, 0),
        (200, FateKind.Ends, AttemptOutcome.NoAnswer, 25, 45),
        (120, FateKind.Ends, AttemptOutcome.Busy, 2, 5),
        (40, FateKind.Ends, AttemptOutcome.Machine, 15, 60),
        (30, FateKind.Ends, AttemptOutcome.Invalid, 2, 4),
        (20, FateKind.Ends, AttemptOutcome.Rejected, 4, 20),
        (555, FateKind.Ends, AttemptOutcome.Completed, 30, 270),
    ];

    public static Fate Of(string number, int attempt)
    {
        var hash = Hash(number, attempt);
        var draw = (int)(hash % 1_000);
        var row = 0;
        while (row < Table.Length - 1 && draw >= Table[row].Share)
        {
            draw -= Table[row].Share;
            row++;
        }

        var (_, kind, outcome, shortest, longest) = Table[row];
        var milliseconds = (long)(hash >> 32) % (((longest - shortest) * 1_000L) + 1);
        return new Fate(kind, outcome, TimeSpan.FromSeconds(shortest) + TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>FNV-1a, then the last step of SplitMix64. String.GetHashCode would differ from run to run.</summary>
    private static ulong Hash(string number, int attempt)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var digit in number)
        {
            hash = (hash ^ digit) * 1_099_511_628_211UL;
        }

        hash += (ulong)attempt * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
