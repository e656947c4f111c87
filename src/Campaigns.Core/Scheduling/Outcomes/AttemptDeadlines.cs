using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles attempts whose answer or outcome is overdue: gives them up, looks them up, or ends them as unknown.</summary>
internal sealed class AttemptDeadlines(SchedulerState state, AttemptRecorder recorder, LingeringCalls lingering)
{
    /// <summary>Gives up dispatches that have not answered.</summary>
    public void ExpireDispatching()
    {
        foreach (var live in state.Live.All)
        {
            if (state.Live[live].HoldsCredit)
            {
                Ask(Request.Expire, live);
            }
        }
    }

    /// <summary>Handles an attempt whose deadline has come.</summary>
    public void Handle(int live)
    {
        ref var attempt = ref state.Live[live];
        if (attempt.HoldsCredit && !attempt.Asked)
        {
            Ask(Request.Expire, live);
        }
        else if (attempt.WasLookedUp && !attempt.HoldsCredit && lingering.LifeLeft(attempt) <= TimeSpan.Zero)
        {
            attempt.RecordLoss(state.Now.Mono);
            recorder.End(live, AttemptOutcome.Unknown, "the provider reported it as live for longer than an attempt may last");
        }
        else if (attempt.Provider.Index < 0 || (attempt.Asked && attempt.HoldsCredit))
        {
            attempt.RecordLoss(state.Now.Mono); // the provider is not registered, or does not answer
            recorder.End(live, AttemptOutcome.Unknown, "no outcome came in time");
        }
        else if (state.LookUps.IsLookedUp(live))
        {
            recorder.HandleFailedLookUp(live, new Answer(default, live, AnswerKind.LookUpFailed, Text: "no outcome came in time"));
        }
        else
        {
            attempt.LookUp();
            state.LookUps.LookUp(live, lingering.TimeoutOf(attempt));
            lingering.SetDeadline(live, null);
        }
    }

    private void Ask(Request request, int live)
    {
        ref var attempt = ref state.Live[live];
        attempt.Ask();
        state.Live.SetDeadline(live, attempt.Provider.DispatchTimeout, state.Now.Mono);
        var id = new AttemptId(state.Stamp, attempt.JobId, attempt.Number);
        state.Decisions.Ask(new ProviderRequest(request, id, live, attempt.Provider, attempt.CallId));
    }
}
