namespace Campaigns.Scheduling;

/// <summary>Applies the time of each step, and handles leaps of the wall clock.</summary>
internal sealed class ClockLeaps(SchedulerState state, LingeringCalls lingering, LimitBook limits)
{
    /// <summary>Sets the time of a step.</summary>
    public void SetTime(Now now)
    {
        var wasSetBack = now.Wall < state.Now.Wall;
        state.SetTime(now);
        if (state.Clock.HasLeapt)
        {
            state.Decisions.Batch.WriteLead(TimeSpan.FromTicks(state.Clock.Lead));
            lingering.Rewrite();
            limits.Rewrite();
        }

        if (wasSetBack)
        {
            JudgeAgain();
        }
    }

    /// <summary>
    /// Judges everything again after the wall clock was set back, because gates that were closed until a later time may be open now.
    /// </summary>
    private void JudgeAgain()
    {
        limits.Quotas.RollAll();
        foreach (var lane in state.Lanes.Values)
        {
            state.Touched.Add(lane);
        }

        foreach (var tenant in state.Tenants.Values)
        {
            ParkedJobs.JudgeAgain(state, tenant);
        }
    }
}
