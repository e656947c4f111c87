namespace Campaigns.Scheduling;

/// <summary>What a leap of the wall clock asks for.</summary>
internal sealed class ClockLeaps(SchedulerState state, LingeringCalls lingering, LimitBook limits)
{
    /// <summary>Takes the time of a step.</summary>
    public void Take(Now now)
    {
        var wasSetBack = now.Wall < state.Now.Wall;
        state.Take(now);
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

    /// <summary>The wall clock was set back: what was closed until a later time may be open now.</summary>
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
