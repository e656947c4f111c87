namespace Campaigns.Scheduling;

/// <summary>The changes since the last <see cref="Settlement"/>. Each entry is listed once, regardless of how often it changes.</summary>
internal sealed class Touched
{
    /// <summary>The changed entries with limits.</summary>
    public List<LimitedEntry> Capped { get; } = [];

    public List<Lane> Lanes { get; } = [];

    public void Add(LimitedEntry capped)
    {
        if (capped.TryTouch())
        {
            Capped.Add(capped);
        }
    }

    public void Add(Lane lane)
    {
        if (lane.TryTouch())
        {
            Lanes.Add(lane);
        }
    }

    public void ClearCapped() => Capped.Clear();

    public void ClearLanes() => Lanes.Clear();

    public void AddLanes(CampaignEntry campaign)
    {
        foreach (var lane in campaign.Lanes.Values)
        {
            Add(lane);
        }
    }
}
