namespace Campaigns.Scheduling;

/// <summary>What providers call the live attempts, and what they have reported under that name before it was known.</summary>
internal sealed class CallNames(SchedulerState state)
{
    /// <summary>The provider's id for the attempt is known, and with it what was reported under it before.</summary>
    public void Set(int live, string? callId)
    {
        if (callId is null)
        {
            return;
        }

        state.Live.SetCall(live, callId);
        ref var attempt = ref state.Live[live];
        if (!state.Unmatched.Holds(attempt.Provider.Name, callId))
        {
            return;
        }

        foreach (var report in state.Unmatched.Take(attempt.Row(AttemptOutcome.None, 0, null), TenantOf(attempt)))
        {
            if (attempt.IsNewMachine(report))
            {
                attempt.Take(report);
            }
            else if (report.State == AttemptState.Ended && (report.Outcome > attempt.Reported || attempt.GoesOn))
            {
                attempt.Take(report);
                attempt.TellHeard(state.Now.Mono, isAnswer: false);
            }
            else if (report.State > attempt.State && report.State != AttemptState.Ended && attempt.Reported == AttemptOutcome.None)
            {
                attempt.Note(report);
                attempt.Reach(report.State);
            }
        }
    }

    /// <summary>The tenant whose attempt it is.</summary>
    public string TenantOf(in LiveAttempt attempt) => state.Jobs[attempt.Job].Lane.Campaign.Tenant.Name;
}
