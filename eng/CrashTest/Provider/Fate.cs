namespace Campaigns.CrashTest;

/// <summary>
/// The planned course of a call. It follows from the seed and the attempt's id, so a restarted provider plans the same course.
/// </summary>
/// <param name="Outcome">The final outcome.</param>
/// <param name="AnswersAfter">When the provider answers the dispatch.</param>
/// <param name="EndsAfter">When the call ends, possibly before the answer to the dispatch.</param>
/// <param name="Telling">How the provider reports the outcome.</param>
internal sealed record Fate(AttemptOutcome Outcome, TimeSpan AnswersAfter, TimeSpan EndsAfter, Telling Telling)
{
    /// <summary>The outcome of a first report, which the final outcome corrects; usually none.</summary>
    public AttemptOutcome Draft { get; private init; }

    /// <summary>How callbacks name the call.</summary>
    public Naming Naming { get; private init; }

    public static Fate Of(int seed, AttemptId attempt)
    {
        var random = new Random(unchecked((seed * 31) + ((int)attempt.Job * 1_000_003) + (attempt.Number * 7_919)));
        var outcome = random.NextDouble() switch
        {
            < 0.35 => AttemptOutcome.Completed,
            < 0.65 => AttemptOutcome.Busy,
            _ => AttemptOutcome.NoAnswer,
        };
        var telling = random.NextDouble() switch
        {
            < 0.15 => Telling.InTheAnswer,
            < 0.18 => Telling.WhenAsked,
            < 0.28 => Telling.Twice,
            _ => Telling.ByCallback,
        };
        var (answersAfter, endsAfter) = (TimeSpan.FromMilliseconds(random.Next(60)), TimeSpan.FromMilliseconds(random.Next(5, 100)));
        var isCorrected = telling is Telling.ByCallback or Telling.Twice && outcome > AttemptOutcome.Completed && random.NextDouble() < 0.2;
        return new Fate(outcome, answersAfter, endsAfter, telling)
        {
            Draft = !isCorrected ? AttemptOutcome.None : random.Next(2) == 0 ? AttemptOutcome.Completed : AttemptOutcome.Failed,
            Naming = (Naming)random.Next(3),
        };
    }
}

/// <summary>How a callback names the call.</summary>
internal enum Naming
{
    /// <summary>By the attempt id.</summary>
    ByAttempt,

    /// <summary>By the provider's call id.</summary>
    ByCall,

    /// <summary>By both ids.</summary>
    ByBoth,
}

/// <summary>How the provider first reports an outcome. A node that connects receives all unacknowledged outcomes.</summary>
internal enum Telling
{
    /// <summary>By a callback.</summary>
    ByCallback,

    /// <summary>By a callback that is sent twice.</summary>
    Twice,

    /// <summary>As the answer to the dispatch.</summary>
    InTheAnswer,

    /// <summary>The callback is lost. A lookup finds the outcome, or the next node receives it.</summary>
    WhenAsked,
}
