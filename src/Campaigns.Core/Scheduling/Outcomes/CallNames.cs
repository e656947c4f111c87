namespace Campaigns.Scheduling;

/// <summary>The providers' call ids of the live attempts. Applies reports that arrived before their call id was known.</summary>
internal sealed class CallNames(SchedulerState state)
{
    /// <summary>Sets the provider's call id of an attempt, and applies the reports that arrived under this id before.</summary>
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

        foreach (var report in state.Unmatched.RemoveMatches(attempt.Row(AttemptOutcome.None, 0, null), TenantOf(attempt)))
        {
            ResultNotes.Record(state, live, report.AttemptResult, report.OccurredAt);
            if (attempt.IsNewMachine(report))
            {
                attempt.Apply(report);
            }
            else if (report.State == AttemptState.Ended && (report.Outcome > attempt.Reported || attempt.IsContinuing))
            {
                attempt.Apply(report);
                attempt.RecordOutcome(state.Now.Mono, isAnswer: false);
            }
            else if (report.State > attempt.State && report.State != AttemptState.Ended && attempt.Reported == AttemptOutcome.None)
            {
                attempt.Note(report);
                attempt.Reach(report.State);
            }
        }
    }

    /// <summary>The name of an attempt's tenant.</summary>
    public string TenantOf(in LiveAttempt attempt) => state.Jobs[attempt.Job].Lane.Campaign.Tenant.Name;
}
