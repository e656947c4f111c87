namespace Campaigns.Testing;

/// <summary>What a simulated dispatch does.</summary>
internal enum DispatchPlan
{
    Accepts,
    Throttles,
    PlacesNothing,
    Throws,
    Hangs,
}

/// <summary>A report to be delivered.</summary>
/// <param name="After">When, from the dispatch.</param>
/// <param name="HappensAfter">When what it tells happens, from the dispatch.</param>
/// <param name="State">Where the attempt stands.</param>
/// <param name="Outcome">With <see cref="AttemptState.Ended"/> how it ended.</param>
internal sealed record PlannedReport(TimeSpan After, TimeSpan HappensAfter, AttemptState State, Outcome Outcome);

/// <summary>All that a simulated provider will do about one attempt, laid down when it is dispatched.</summary>
internal sealed record CallPlan(DispatchPlan Dispatch, bool IsPlaced)
{
    public TimeSpan AnswerAfter { get; init; }

    /// <summary>What really becomes of the call.</summary>
    public Outcome Outcome { get; init; }

    public TimeSpan Length { get; init; }

    /// <summary>Whether a look-up finds the call.</summary>
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

    /// <summary>A call that rings, is answered if somebody is there, ends, and is reported at each of these.</summary>
    public static CallPlan Call(in DispatchRequest request, Outcome outcome, TimeSpan length)
    {
        var reports = new List<PlannedReport>(3);
        if (request.Step.Channel == Channels.Voice && outcome is not (Outcome.Invalid or Outcome.Failed))
        {
            reports.Add(Progress(AttemptState.Ringing, length * 0.1));
        }

        if (request.Step.Channel == Channels.Voice && outcome is Outcome.Completed or Outcome.Machine or Outcome.OptedOut)
        {
            reports.Add(Progress(AttemptState.Answered, length * 0.3));
        }

        reports.Add(End(outcome, length));
        return new CallPlan(DispatchPlan.Accepts, IsPlaced: true) { Outcome = outcome, Length = length, Reports = reports };
    }

    public static PlannedReport Progress(AttemptState state, TimeSpan after) => new(after, after, state, Outcome.None);

    public static PlannedReport End(Outcome outcome, TimeSpan after) => new(after, after, AttemptState.Ended, outcome);
}
