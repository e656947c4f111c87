namespace Campaigns.Testing;

/// <summary>Builds the plan of each <see cref="MagicNumber"/>.</summary>
internal static class MagicPlans
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    public static CallPlan For(MagicNumber script, in DispatchRequest request, int nth, TimeSpan length) => script switch
    {
        MagicNumber.Busy => CallPlan.Call(request, AttemptOutcome.Busy, length),
        MagicNumber.NoAnswer => CallPlan.Call(request, AttemptOutcome.NoAnswer, length),
        MagicNumber.Machine => CallPlan.Call(request, AttemptOutcome.Machine, length),
        MagicNumber.Invalid => CallPlan.Call(request, AttemptOutcome.Invalid, length),
        MagicNumber.Rejected => CallPlan.Call(request, AttemptOutcome.Rejected, length),
        MagicNumber.OptedOut => CallPlan.Call(request, AttemptOutcome.OptedOut, length),
        MagicNumber.Failed => CallPlan.Call(request, AttemptOutcome.Failed, length),
        MagicNumber.NeverReported or MagicNumber.NeverKnown or MagicNumber.Late => Silent(script, request, length),
        MagicNumber.ReportedTwice => EndsAgain(CallPlan.Call(request, AttemptOutcome.Busy, length), AttemptOutcome.Busy),
        MagicNumber.CompletedThenBusy => EndsAgain(CallPlan.Call(request, AttemptOutcome.Completed, length), AttemptOutcome.Busy),
        MagicNumber.NoAnswerThenOptedOut => EndsAgain(CallPlan.Call(request, AttemptOutcome.NoAnswer, length), AttemptOutcome.OptedOut),
        MagicNumber.OutOfOrder => OutOfOrder(request, length),
        MagicNumber.Early => CallPlan.Call(request, AttemptOutcome.Completed, TimeSpan.Zero) with { AnswerAfter = Second },
        MagicNumber.ThrottledFirst when nth == 1 => new CallPlan(DispatchPlan.Throttles, IsPlaced: false),
        MagicNumber.NotPlacedFirst when nth == 1 => new CallPlan(DispatchPlan.PlacesNothing, IsPlaced: false),
        MagicNumber.ThrowsBeforePlacing => new CallPlan(DispatchPlan.Throws, IsPlaced: false),
        MagicNumber.ThrowsAfterPlacing => CallPlan.Call(request, AttemptOutcome.Completed, length) with { Dispatch = DispatchPlan.Throws },
        MagicNumber.Hangs => new CallPlan(DispatchPlan.Hangs, IsPlaced: false),
        MagicNumber.Long => CallPlan.Call(request, AttemptOutcome.Completed, request.Step.Timeout + (2 * Later)),
        _ => CallPlan.Call(request, AttemptOutcome.Completed, length),
    };

    private static CallPlan Silent(MagicNumber script, in DispatchRequest request, TimeSpan length) =>
        CallPlan.Call(request, AttemptOutcome.Completed, length) with
        {
            IsFound = script == MagicNumber.NeverReported,
            Reports = script == MagicNumber.Late
                ? [CallPlan.End(AttemptOutcome.Completed, length) with { After = request.Step.Timeout + Later }]
                : [],
        };

    private static CallPlan EndsAgain(CallPlan plan, AttemptOutcome outcome) => plan with
    {
        Outcome = outcome,
        Reports = [.. plan.Reports, plan.Reports[^1] with { After = plan.Length + Later, Outcome = outcome }],
    };

    private static CallPlan OutOfOrder(in DispatchRequest request, TimeSpan length) =>
        CallPlan.Call(request, AttemptOutcome.Busy, length) with
    {
        Reports =
        [
            CallPlan.End(AttemptOutcome.Busy, length),
            CallPlan.Progress(AttemptState.Answered, length * 0.3) with { After = length + Second },
            CallPlan.Progress(AttemptState.Ringing, length * 0.1) with { After = length + (2 * Second) },
        ],
    };
}
