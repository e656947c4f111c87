namespace Campaigns.Simulation;

/// <summary>Draws what calls tell besides their outcomes. Few people ask to be called back, and fewer opt out.</summary>
internal sealed class WorldResults(SimulatedWorld world)
{
    private int _count;

    /// <summary>Draws a result for a report; null for most reports.</summary>
    public AttemptResult? Draw() => world.Next(4) != 0 ? null : new AttemptResult
    {
        AnsweredBy = (AnsweredBy)world.Next(4),
        RingTime = world.Next(2) == 0 ? null : world.UpTo(TimeSpan.FromMinutes(1)),
        TalkTime = world.Next(2) == 0 ? null : world.UpTo(TimeSpan.FromHours(1)),
        Cost = world.Next(3) == 0 ? new AttemptCost(world.Next(100) / 100m, "EUR") : null,
        Recording = world.Next(3) == 0 ? new Uri($"https://example.com/recordings/{++_count}") : null,
        CallBackAt = world.Next(6) == 0 ? world.Kernel.Wall + world.UpTo(TimeSpan.FromHours(3)) - TimeSpan.FromMinutes(20) : null,
        OptOut = world.Next(20) == 0 ? (OptOutScope)world.Next(2) : null,
        Data = world.Next(3) == 0 ? $"{{\"count\":{++_count}}}" : null,
    };

    /// <summary>The answer to a dispatch of a call that has ended, with a result for some.</summary>
    public DispatchResult Completed(AttemptFacts attempt, AttemptOutcome outcome) =>
        DispatchResult.Completed(outcome, attempt.CallId, Note(attempt, Draw()));

    /// <summary>The answer to a lookup of a call that has ended, with a result for some.</summary>
    public LookUpResult Ended(AttemptFacts attempt, AttemptOutcome outcome, string? callId) =>
        LookUpResult.Ended(outcome, callId) with { AttemptResult = Note(attempt, Draw()) };

    private AttemptResult? Note(AttemptFacts attempt, AttemptResult? told)
    {
        world.Judge.Results.Told(attempt, told, null);
        return told;
    }
}
