namespace Campaigns.Scheduling;

/// <summary>
/// Applies the consequences of the changes of a step, once for all changes. A change only marks its object in <see cref="Touched"/>.
/// </summary>
internal sealed class Settlement(
    SchedulerState state, ReadyTree tree, LaneScheduler lanes, CampaignLifecycle lifecycle, ChannelAvailability channels)
{
    public void Settle()
    {
        var capped = state.Touched.Capped;
        for (var i = 0; i < capped.Count; i++) // completing a campaign touches it again
        {
            capped[i].Settle();
            switch (capped[i])
            {
                case CampaignEntry campaign:
                    tree.Refresh(campaign);
                    lifecycle.CompleteIfDone(campaign);
                    break;
                case TenantEntry tenant:
                    channels.Watch(tenant);
                    tree.Refresh(tenant);
                    break;
                default:
                    break; // a provider, or everything: waking the scheduler is enough
            }
        }

        state.Touched.ClearCapped();
        SettleLanes();
    }

    /// <summary>Settles only lanes. Used after a commit, when nothing can be written until the next step.</summary>
    public void SettleLanes()
    {
        foreach (var lane in state.Touched.Lanes)
        {
            lane.Settle();
            if (!lane.Campaign.State.IsTerminal()) // an ended campaign needs no lanes; running it again touches all of them
            {
                lanes.Refresh(lane);
            }
        }

        state.Touched.ClearLanes();
    }
}
