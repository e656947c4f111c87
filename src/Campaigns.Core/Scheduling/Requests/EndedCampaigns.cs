using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Removes ended campaigns from memory when they have no live attempts, no jobs in memory and nothing to write. A later request loads the
/// campaign from the store in the same state, and the next step removes it again.
/// </summary>
internal sealed class EndedCampaigns(SchedulerState state)
{
    /// <summary>The number of held-back campaigns that one step checks again, in turn.</summary>
    private const int MostLookedAt = 32;

    private readonly Queue<CampaignEntry> _ended = [];
    private readonly Queue<CampaignEntry> _heldBack = [];

    /// <summary>Queues a campaign to leave memory, if it has ended.</summary>
    public void Note(CampaignEntry campaign)
    {
        if (campaign.State.IsTerminal() && !campaign.IsLeaving)
        {
            campaign.MarkLeaving(true);
            _ended.Enqueue(campaign);
        }
    }

    /// <summary>Removes the campaigns that may leave. Runs at the beginning of a step, when the store holds all decisions.</summary>
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

    /// <summary>Removes a campaign, its lanes and its wake-ups from memory.</summary>
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

        // A campaign whose rate is used up stays in memory. Otherwise a rerun would not know the usage.
        var isRateFree = !campaign.Rate.IsLimited || campaign.Rate.NextDue <= state.Now.Mono;
        return isRateFree && campaign.Lanes.Values.All(IsIdle);
    }

    private static bool IsIdle(Lane lane) =>
        lane is { IsDirty: false, IsTouched: false, NeedsPage: false, NeedsWork: false, Expiry: not { IsWanted: true } };

    /// <summary>
    /// Deletes the stored usage of the campaign's rate. It has expired, and it must not count again if the wall clock is set back.
    /// </summary>
    private void ForgetUsage(CampaignEntry campaign)
    {
        if (campaign.IsUsageStored)
        {
            var (scope, name) = campaign.Limits;
            state.Decisions.Batch.Write(new UsageRow(scope, name, "", 0, 0, 0) { IsKept = false });
        }
    }
}
