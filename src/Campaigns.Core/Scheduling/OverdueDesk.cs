namespace Campaigns.Scheduling;

/// <summary>What becomes of attempts whose time is over: dispatches are given up, and what was sent is looked up.</summary>
internal sealed class OverdueDesk(SchedulerState state, Recorder recorder)
{
    public void Handle(int live)
    {
        ref var attempt = ref state.Live[live];
        if (attempt.HoldsCredit && !attempt.Asked)
        {
            GiveUp(live);
        }
        else if (attempt.Provider.Index < 0 || (attempt.Asked && attempt.HoldsCredit))
        {
            attempt.Provider.Lost(ref attempt.Mark, state.Now.Mono); // nobody can be asked, or nobody answers
            recorder.End(live, Outcome.Unknown, "no outcome came in time");
        }
        else if (state.Inquiries.IsLookedUp(live))
        {
            recorder.GiveUpIfInVain(live, "no outcome came in time", counts: true);
        }
        else
        {
            state.Inquiries.LookUp(live, recorder.StepOf(attempt).Timeout);
        }
    }

    /// <summary>Gives up on dispatches that have not answered.</summary>
    public void GiveUpDispatching()
    {
        foreach (var live in state.Live.All)
        {
            if (state.Live[live].HoldsCredit)
            {
                GiveUp(live);
            }
        }
    }

    private void GiveUp(int live)
    {
        ref var attempt = ref state.Live[live];
        attempt.Asked = true;
        state.Live.SetDeadline(live, attempt.Provider.DispatchTimeout, state.Now.Mono);
        var id = new AttemptId(state.Stamp, attempt.JobId, attempt.Number);
        state.Decisions.Requests.Add(new ProviderRequest(Request.Expire, id, live, attempt.Provider, attempt.CallId));
    }
}
