namespace Campaigns.Scheduling;

/// <summary>Removes an ended campaign from memory after the store has purged it.</summary>
internal sealed class CampaignPurge(SchedulerState state)
{
    /// <summary>Begins a purge. The campaign stays ended from now on. Refuses a campaign that is still needed.</summary>
    public void Begin(CampaignId id)
    {
        var campaign = state.Campaign(id);
        if (!campaign.State.IsTerminal() || campaign.Live > 0)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {id} is {campaign.State} with {campaign.Live} live attempts. Purge it when it has ended without live attempts. Cancel it to end it.");
        }

        var tenant = campaign.Tenant;
        if (tenant.NeedsHistory && campaign.Row.EndedAt is { } ended && ended + tenant.Settings.Reach > state.Now.Instant)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"The tenant's frequency caps need campaign {id} until {TextLimits.Show(ended + tenant.Settings.Reach)}. Purge it then, or change the caps.");
        }

        campaign.BeginPurge();
        state.Decisions.NotePurge();
    }

    /// <summary>Whether an ended campaign, as far as memory knows it, can be purged without a request.</summary>
    public bool IsPossible(CampaignId id) => !state.Campaigns.TryGetValue(id.Value, out var campaign)
        || (campaign.State.IsTerminal() && campaign.Live + campaign.Ingestions + campaign.Arriving == 0);

    /// <summary>Removes a campaign from memory, because the store has deleted all of its rows.</summary>
    public void End(CampaignId id) => EndedCampaigns.Forget(state, state.Campaign(id));
}
