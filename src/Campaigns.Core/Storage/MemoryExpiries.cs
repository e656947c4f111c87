namespace Campaigns.Storage;

/// <summary>The jobs of lanes in the order in which they expire. Made for a campaign when the first of its jobs may have expired: until then it costs nothing.</summary>
internal sealed class MemoryExpiries(List<MemoryLane?> lanes, MemoryJobs jobs)
{
    private readonly HashSet<CampaignId> _campaigns = [];

    /// <summary>The jobs of a lane in that order.</summary>
    public WaitingIndex Of(MemoryLane lane)
    {
        if (lane.Expiring is null)
        {
            Make(lane.Row.Campaign);
        }

        return lane.Expiring!;
    }

    /// <summary>A lane was made.</summary>
    public void Added(MemoryLane lane)
    {
        if (_campaigns.Contains(lane.Row.Campaign))
        {
            lane.Expiring = WaitingIndex.ByExpiry(jobs, lane.Row.Id);
        }
    }

    /// <summary>A job that expires was written.</summary>
    public static void Index(in JobRow row, MemoryLane lane)
    {
        if (lane.Expiring is { } index && row.State is JobState.New or JobState.Waiting)
        {
            index.Add(row.Expires, row.Id);
            index.Limit(lane.Counters[Counter.Of(JobState.New)] + lane.Counters[Counter.Of(JobState.Waiting)]);
        }
    }

    public void Forget(CampaignId campaign) => _campaigns.Remove(campaign);

    private void Make(CampaignId campaign)
    {
        _campaigns.Add(campaign);
        var own = lanes.OfType<MemoryLane>().Where(lane => lane.Row.Campaign == campaign).ToList();
        own.ForEach(Added);
        foreach (var id in own.SelectMany(lane => lane.Enrolled))
        {
            if (jobs.ExpiryOf(id) is var expires and not 0 && jobs[id].State is JobState.New or JobState.Waiting)
            {
                lanes[jobs[id].Lane]!.Expiring!.Add(expires, id);
            }
        }
    }
}
