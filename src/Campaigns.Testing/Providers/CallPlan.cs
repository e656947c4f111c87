namespace Campaigns.Testing;

/// <summary>How a simulated dispatch answers.</summary>
internal enum DispatchPlan
{
    Accepts,
    Throttles,
    PlacesNothing,
    Throws,
    Hangs,
}

/// <summary>A planned report.</summary>
/// <param name="After">When the provider sends the report, counted from the dispatch.</param>
/// <param name="HappensAfter">When the reported event happens, counted from the dispatch.</param>
/// <param name="State">The reported state of the attempt.</param>
/// <param name="Outcome">The outcome, if the state is <see cref="AttemptState.Ended"/>.</param>
internal sealed record PlannedReport(TimeSpan After, TimeSpan HappensAfter, AttemptState State, AttemptOutcome Outcome);

/// <summary>Everything a simulated provider does with one attempt, decided at the dispatch.</summary>
internal sealed record CallPlan(DispatchPlan Dispatch, bool IsPlaced)
{
    public TimeSpan AnswerAfter { get; init; }

    /// <summary>The true outcome of the call.</summary>
    public AttemptOutcome Outcome { get; init; }

    public TimeSpan Length { get; init; }

    /// <summary>Whether a lookup finds the call.</summary>
    public bool IsFound { get; init; } = true;

    public IReadOnlyList<PlannedReport> Reports { get; init; } = [];

    public static CallPlan Of(SimulatedOutageKind kind) => new(
        kind switch
        {
            SimulatedOutageKind.NotPlaced => DispatchPlan.PlacesNothing,
            SimulatedOutageKind.Throttles => DispatchPlan.Throttles,
            SimulatedOutageKind.Hangs => DispatchPlan.Hangs,
            _ => DispatchPlan.Throws,
        },
        IsPlaced: false);

    /// <summary>
    /// Plans a call that is accepted and reports its end. A voice call first reports ringing and being answered, where it applies.
    /// </summary>
    public static CallPlan Call(in DispatchRequest request, AttemptOutcome outcome, TimeSpan length)
    {
        var reports = new List<PlannedReport>(3);
        if (request.Step.Channel == Channels.Voice && outcome is not (AttemptOutcome.Invalid or AttemptOutcome.Failed))
        {
            reports.Add(Progress(AttemptState.Ringing, length * 0.1));
        }

        if (request.Step.Channel == Channels.Voice
            && outcome is AttemptOutcome.Completed or AttemptOutcome.Machine or AttemptOutcome.OptedOut)
        {
            reports.Add(Progress(AttemptState.Answered, length * 0.3));
        }

        reports.Add(End(outcome, length));
        return new CallPlan(DispatchPlan.Accepts, IsPlaced: true) { Outcome = outcome, Length = length, Reports = reports };
    }

    public static PlannedReport Progress(AttemptState state, TimeSpan after) => new(after, after, state, AttemptOutcome.None);

    public static PlannedReport End(AttemptOutcome outcome, TimeSpan after) => new(after, after, AttemptState.Ended, outcome);
}
