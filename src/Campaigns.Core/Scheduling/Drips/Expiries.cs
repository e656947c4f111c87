using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Ends expired jobs everywhere: in a paused campaign, under a tenant hold, outside their hours, parked by a cap, or only in the store.
/// Open lanes end their own expired jobs, one step earlier. Each step ends a limited number, so that many expiries delay no attempt for
/// long.
/// </summary>
internal sealed class Expiries(SchedulerState state, StepSequencer sequencer)
{
    private const int MostPerStep = 1_000;
    private const int CostOfRead = 50;
    private readonly List<Lane> _wanting = [];

    /// <summary>Removes and returns the lanes whose first jobs to expire must be read from the store now.</summary>
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

    /// <summary>Ends the jobs of a page that have expired.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="page">The lane's jobs that expire first, as stored; memory holds no newer changes.</param>
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

    /// <summary>Looks for expiries in a lane that was read from the store, because the first expiry is not known yet.</summary>
    public void LookAfterLoad(Lane lane)
    {
        var mayExpire = lane.Campaign.Definition.Exit is not null && lane.Campaign.EndedAs is null && lane.Kind != WaitingFor.Predecessor;
        if (mayExpire && lane.Totals[Counter.Of(JobState.New)] + lane.Totals[Counter.Of(JobState.Waiting)] > 0)
        {
            ExpiryWakes.Look(state, lane);
        }
    }
}
