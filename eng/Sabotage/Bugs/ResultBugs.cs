namespace Campaigns.Sabotages;

/// <summary>Bugs in what attempts tell besides their outcomes.</summary>
internal static class ResultBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "late result dropped",
            "a result of an attempt that has ended is acknowledged and not stored",
            "Scheduling/Outcomes/OutcomeCorrections.cs",
            "            ResultNotes.Write(state, state.Jobs[slot], result);",
            "            _ = result;"),
        new(
            "called back too early",
            "a person who wants to be called back later is called now",
            "Scheduling/Outcomes/ResultNotes.cs",
            "job.BecomeDue(Math.Max(at.UtcTicks, state.Now.Wall));",
            "job.BecomeDue(Math.Min(at.UtcTicks, state.Now.Wall));"),
        new(
            "wish forgotten after a success",
            "a person who wants to be called back after a success is not called",
            "Scheduling/Outcomes/OutcomePolicy.cs",
            "job.Pending.Has(PendingAction.CallBack) && job.LastOutcome != AttemptOutcome.OptedOut",
            "job.Pending.Has(PendingAction.CallBack) && job.LastOutcome > AttemptOutcome.Completed"),
        new(
            "opt-out in a result not listed",
            "a person who opts out during a call, according to its result, is contacted again",
            "Scheduling/Outcomes/ResultNotes.cs",
            "if (told.OptOut is { } scope)",
            "if (told.OptOut is { } scope && live < 0)"),
    ];
}
