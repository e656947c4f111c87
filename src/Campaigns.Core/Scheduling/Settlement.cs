namespace Campaigns.Scheduling;

/// <summary>
/// Makes true what follows from the changes of a step, once for all of them: whoever changes something only marks it in <see
/// cref="Touched"/>.
/// </summary>
internal sealed class Settlement(
    SchedulerState state, ReadyTree tree, LaneScheduler lanes, CampaignLifecycle life, ChannelAvailability channels)
{
    public void Settle()
    {
        var capped = state.Touched.Capped;
        for (var i = 0; i < capped.Count; i++) // a campaign that completes is touched again
        {
            capped[i].Settle();
            switch (capped[i])
            {
                case CampaignEntry campaign:
                    tree.Refresh(campaign);
                    life.CompleteIfDone(campaign);
                    break;
                case TenantEntry tenant:
                    channels.Watch(tenant);
                    tree.Refresh(tenant);
                    break;
                default:
                    break; // a provider, or everything: being awake is all it takes
            }
        }

        state.Touched.ClearCapped();
        SettleLanes();
    }

    /// <summary>Settles lanes alone: after a commit, when nothing can be written until the next step.</summary>
    public void SettleLanes()
    {
        foreach (var lane in state.Touched.Lanes)
        {
            lane.Settle();
            if (!lane.Campaign.State.IsTerminal()) // if it has ended, its lanes matter no more; should it run again, all are touched
            {
                lanes.Refresh(lane);
            }
        }

        state.Touched.ClearLanes();
    }
}
