using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Converts a provider's result or exception into an answer to the scheduler.</summary>
internal static class Answers
{
    public static Answer Of(Dispatch dispatch, DispatchResult result, ProviderHold hold)
    {
        ref readonly var intent = ref dispatch.Intent;
        return result.Answer switch
        {
            DispatchAnswer.Accepted =>
                new Answer(
                    intent.Attempt, intent.Live, AnswerKind.Accepted,
                    Text: TextLimits.CallId(result.Text)) { ContentHash = dispatch.ContentHash },
            DispatchAnswer.Completed =>
                Of(
                    intent.Attempt, intent.Live, result.Outcome, TextLimits.CallId(result.Text), dispatch.ContentHash,
                    result.AttemptResult?.Checked(hold.Now)),
            DispatchAnswer.RetryAt =>
                new Answer(
                    intent.Attempt, intent.Live, AnswerKind.Throttled, RetryAt: hold.Begin(result.Instant, intent.Terms.Info.Tenant)),
            DispatchAnswer.ProviderRetryAt =>
                new Answer(intent.Attempt, intent.Live, AnswerKind.ProviderThrottled, RetryAt: hold.Begin(result.Instant)),
            DispatchAnswer.Defer =>
                new Answer(
                    intent.Attempt, intent.Live, AnswerKind.Deferred, Text: TextLimits.Cut(result.Text), RetryAt: result.Instant.UtcTicks),
            DispatchAnswer.Unreachable =>
                new Answer(
                    intent.Attempt, intent.Live, AnswerKind.Unreachable,
                    Text: TextLimits.Cut(result.Text)) { ContentHash = dispatch.ContentHash },
            DispatchAnswer.Down => new Answer(intent.Attempt, intent.Live, AnswerKind.Down, Text: TextLimits.Cut(result.Text)),
            DispatchAnswer.NotPlaced => new Answer(intent.Attempt, intent.Live, AnswerKind.NotPlaced, Text: TextLimits.Cut(result.Text)),
            DispatchAnswer.Unavailable =>
                new Answer(intent.Attempt, intent.Live, AnswerKind.Unavailable, Text: TextLimits.Cut(result.Text)),
            DispatchAnswer.CallerIdRefused =>
                new Answer(
                    intent.Attempt, intent.Live, intent.CallerId is null ? AnswerKind.NotPlaced : AnswerKind.CallerIdRefused,
                    Text: TextLimits.Cut(result.Text)),
            _ => Failure(dispatch, "the provider returned an empty result"),
        };
    }

    /// <summary>The answer about an attempt that the send gate has held back.</summary>
    public static Answer HeldBack(Dispatch dispatch, in Verdict verdict, Now now, ProviderHold hold)
    {
        ref readonly var intent = ref dispatch.Intent;
        if (verdict.End is not null)
        {
            return new Answer(intent.Attempt, intent.Live, AnswerKind.Denied, Text: verdict.Reason);
        }

        if (verdict.Until > 0)
        {
            return new Answer(intent.Attempt, intent.Live, AnswerKind.PutOff, Text: verdict.Reason, RetryAt: verdict.Until);
        }

        var (until, isTenant) = hold.HoldsUntil(now, intent.Terms.Info.Tenant);
        return new Answer(
            intent.Attempt, intent.Live, AnswerKind.NotSent, Text: verdict.Reason, RetryAt: until) { IsTenant = isTenant };
    }

    /// <summary>The answer about an attempt that its check has not allowed.</summary>
    public static Answer NotAllowed(Dispatch dispatch, in CheckResult result)
    {
        ref readonly var intent = ref dispatch.Intent;
        return result.Answer == CheckAnswer.Later
            ? new Answer(intent.Attempt, intent.Live, AnswerKind.PutOff, Text: result.Reason, RetryAt: result.Instant.UtcTicks)
            : new Answer(intent.Attempt, intent.Live, AnswerKind.Denied, Text: result.Reason);
    }

    /// <summary>The answer about an attempt whose check gave no result.</summary>
    public static Answer Unchecked(Dispatch dispatch, CheckAnswer why, string problem) => new(
        dispatch.Intent.Attempt,
        dispatch.Intent.Live,
        why == CheckAnswer.Stopped ? AnswerKind.NotSent : AnswerKind.PutOff,
        Text: problem);

    /// <summary>The answer about an attempt that has ended.</summary>
    public static Answer Of(
        AttemptId attempt, int live, AttemptOutcome outcome, string? callId, long contentHash = 0, AttemptResult? result = null)
    {
        var isKnown = outcome.IsOfContact() || outcome == AttemptOutcome.Unknown;
        return new Answer(
            attempt, live, isKnown ? AnswerKind.Ended : AnswerKind.Failed, isKnown ? outcome : AttemptOutcome.None,
            isKnown ? callId : $"the provider answered {outcome}, which is not an outcome of a contact")
        {
            ContentHash = contentHash,
            AttemptResult = result,
        };
    }

    /// <summary>Keeps only the type of an exception, because its message may contain anything, even a phone number.</summary>
    public static Answer Of(Dispatch dispatch, Exception error) => error is HeldBackException
        ? new Answer(dispatch.Intent.Attempt, dispatch.Intent.Live, AnswerKind.NotSent, Text: HeldBackException.Reason)
        : Failure(dispatch, $"the provider failed: {error.GetType().Name}");

    private static Answer Failure(Dispatch dispatch, string reason) =>
        new(dispatch.Intent.Attempt, dispatch.Intent.Live, AnswerKind.Failed, Text: reason) { ContentHash = dispatch.ContentHash };
}
