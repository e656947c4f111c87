using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Ends jobs whose time is over, wherever they stand: in a campaign that is paused, a tenant that is held, outside their hours, set aside
/// for a
/// cap, or in the store alone. Lanes that are open end theirs by themselves, in the step before. A share in each step, so that many at once
/// delay
/// no attempt for long.
/// </summary>
internal sealed class Expiries(SchedulerState state, StepSequencer sequencer)
{
    private const int MostPerStep = 1_000;
    private const int CostOfRead = 50;
    private readonly List<Lane> _wanting = [];

    /// <summary>The lanes of which the store is to be asked now who has expired, or does so next.</summary>
    public IReadOnlyList<Lane> TakeWanting()
    {
        _wanting.Clear();
        for (var left = MostPerStep; left > 0 && state.TryTakeExpiring(out var lane);)
        {
            lane.Expiry!.Leave(state.WallWakes);
            if (lane.Campaign.EndedAs is null)
            {
                _wanting.Add(lane);
                left -= lane.Expiry.PageSize + CostOfRead;
            }
        }

        return _wanting;
    }

    /// <summary>Ends those that have expired.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="page">Its jobs that expire first, as stored: nothing in memory has changed since.</param>
    public void End(Lane lane, List<JobRecord> page)
    {
        var isFull = page.Count >= lane.Expiry!.PageSize;
        var count = 0;
        while (count < page.Count && page[count].Row.Expires <= state.Now.Wall)
        {
            sequencer.EndIfExpired(state.Jobs.Load(page[count], lane, out _));
            count++;
        }

        lane.Expiry.ResizePage(grows: isFull && count == page.Count);
        if (count < page.Count)
        {
            state.WakeAtWall(lane.Expiry.Wake, page[count].Row.Expires);
        }
        else if (isFull)
        {
            ExpiryWakes.Look(state, lane);
        }
    }

    /// <summary>Nobody knows yet when the jobs of a lane expire that was read from the store.</summary>
    public void LookAfterLoad(Lane lane)
    {
        var mayExpire = lane.Campaign.Definition.Exit is not null && lane.Campaign.EndedAs is null && lane.Kind != WaitingFor.Predecessor;
        if (mayExpire && lane.Totals[Counter.Of(JobState.New)] + lane.Totals[Counter.Of(JobState.Waiting)] > 0)
        {
            ExpiryWakes.Look(state, lane);
        }
    }
}
