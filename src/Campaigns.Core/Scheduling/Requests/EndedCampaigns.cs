using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Campaigns that have ended leave memory, as soon as nothing of them is live, waits in memory, or is still to be written: nothing is left
/// of them here. What is asked of one later brings it back from the store, as it would stand here if it had never left, until the next
/// step.
/// </summary>
internal sealed class EndedCampaigns(SchedulerState state)
{
    /// <summary>How many that something holds back are looked at again in one step, in turn.</summary>
    private const int MostLookedAt = 32;

    private readonly Queue<CampaignEntry> _ended = [];
    private readonly Queue<CampaignEntry> _heldBack = [];

    /// <summary>Notes a campaign that is in memory, if it has ended.</summary>
    public void Note(CampaignEntry campaign)
    {
        if (campaign.State.IsTerminal() && !campaign.IsLeaving)
        {
            campaign.MarkLeaving(true);
            _ended.Enqueue(campaign);
        }
    }

    /// <summary>Lets go who may. At the beginning of a step: the store holds all that was decided.</summary>
    public void Leave()
    {
        for (var left = Math.Min(_heldBack.Count, MostLookedAt); left > 0; left--)
        {
            Look(_heldBack.Dequeue());
        }

        while (_ended.TryDequeue(out var campaign))
        {
            Look(campaign);
        }
    }

    /// <summary>Takes everything of a campaign out of memory.</summary>
    public static void Forget(SchedulerState state, CampaignEntry campaign)
    {
        state.Remove(campaign);
        state.CancelMonoWake(campaign.RateWake);
        state.CancelWallWake(campaign.LifeWake);
        if (campaign.Quotas is { } quotas)
        {
            state.CancelWallWake(quotas.Wake);
        }

        foreach (var lane in campaign.Lanes.Values)
        {
            state.CancelWallWake(lane.DueWake);
            lane.Expiry?.Leave(state.WallWakes);
        }
    }

    private void Look(CampaignEntry campaign)
    {
        var isEnded = campaign.State.IsTerminal() && state.Campaigns.GetValueOrDefault(campaign.Id.Value) == campaign;
        campaign.MarkLeaving(isEnded && !MayLeave(campaign));
        if (campaign.IsLeaving)
        {
            _heldBack.Enqueue(campaign);
        }
        else if (isEnded)
        {
            ForgetUsage(campaign);
            Forget(state, campaign);
        }
    }

    private bool MayLeave(CampaignEntry campaign)
    {
        if (campaign.Live + campaign.JobsInMemory + campaign.Ingestions + campaign.Arriving > 0
            || campaign.IsPurging
            || campaign.IsUsed
            || campaign.IsTouched)
        {
            return false;
        }

        var isRateFree = !campaign.Rate.IsLimited || campaign.Rate.NextDue <= state.Now.Mono; // or a rerun would have to know what was sent
        return isRateFree && campaign.Lanes.Values.All(IsIdle);
    }

    private static bool IsIdle(Lane lane) =>
        lane is { IsDirty: false, IsTouched: false, NeedsPage: false, NeedsWork: false, Expiry: not { IsWanted: true } };

    /// <summary>What its rate has used up is over, and is not to count again if the wall clock is set back.</summary>
    private void ForgetUsage(CampaignEntry campaign)
    {
        if (campaign.IsUsageStored)
        {
            var (scope, name) = campaign.Limits;
            state.Decisions.Batch.Write(new UsageRow(scope, name, "", 0, 0, 0) { IsKept = false });
        }
    }
}
