namespace Campaigns.CrashTest;

/// <summary>What becomes of a call. It follows from the attempt's id, so that a provider started again goes on with the same story.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="AnswersAfter">When the dispatch is answered.</param>
/// <param name="EndsAfter">When the call ends; perhaps before the dispatch is answered.</param>
/// <param name="Telling">How the outcome is told.</param>
internal sealed record Fate(Outcome Outcome, TimeSpan AnswersAfter, TimeSpan EndsAfter, Telling Telling)
{
    /// <summary>What is told at first, before the outcome corrects it; none for most.</summary>
    public Outcome Draft { get; private init; }

    /// <summary>By which names callbacks tell the call.</summary>
    public Naming Naming { get; private init; }

    public static Fate Of(int seed, AttemptId attempt)
    {
        var random = new Random(unchecked((seed * 31) + ((int)attempt.Job * 1_000_003) + (attempt.Number * 7_919)));
        var outcome = random.NextDouble() switch
        {
            < 0.35 => Outcome.Completed,
            < 0.65 => Outcome.Busy,
            _ => Outcome.NoAnswer,
        };
        var telling = random.NextDouble() switch
        {
            < 0.15 => Telling.InTheAnswer,
            < 0.18 => Telling.WhenAsked,
            < 0.28 => Telling.Twice,
            _ => Telling.ByCallback,
        };
        var (answersAfter, endsAfter) = (TimeSpan.FromMilliseconds(random.Next(60)), TimeSpan.FromMilliseconds(random.Next(5, 100)));
        var isCorrected = telling is Telling.ByCallback or Telling.Twice && outcome > Outcome.Completed && random.NextDouble() < 0.2;
        return new Fate(outcome, answersAfter, endsAfter, telling)
        {
            Draft = !isCorrected ? Outcome.None : random.Next(2) == 0 ? Outcome.Completed : Outcome.Failed,
            Naming = (Naming)random.Next(3),
        };
    }
}

/// <summary>By which names a callback tells the call.</summary>
internal enum Naming
{
    /// <summary>By the attempt's id.</summary>
    ByAttempt,

    /// <summary>By the provider's id.</summary>
    ByCall,

    /// <summary>By both.</summary>
    ByBoth,
}

/// <summary>How the outcome of a call is told at first; a node that connects is told all that none has acknowledged.</summary>
internal enum Telling
{
    /// <summary>By a callback.</summary>
    ByCallback,

    /// <summary>By a callback that is sent twice.</summary>
    Twice,

    /// <summary>As the answer to the dispatch.</summary>
    InTheAnswer,

    /// <summary>The callback is lost: a look-up finds the outcome, or the next node is told.</summary>
    WhenAsked,
}
