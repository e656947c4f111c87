namespace Campaigns.Scheduling;

/// <summary>Forgets a campaign that has ended, once the store has.</summary>
internal sealed class CampaignPurge(SchedulerState state)
{
    /// <summary>Refuses a campaign that is still needed; from now on the campaign stays ended.</summary>
    public void Begin(CampaignId id)
    {
        var campaign = state.Campaign(id);
        if (!campaign.State.IsTerminal() || campaign.Live > 0)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {id} is {campaign.State} with {campaign.Live} live attempts; purge it when it has ended and none is live. Cancel it to end it.");
        }

        var tenant = campaign.Tenant;
        if (tenant.NeedsHistory && campaign.Row.EndedAt is { } ended && ended + tenant.Settings.Reach > state.Now.Instant)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"The frequency caps of the tenant look back on campaign {id} until {TextLimits.Show(ended + tenant.Settings.Reach)}: purge it then, or change the caps.");
        }

        campaign.BeginPurge();
        state.Decisions.NotePurge();
    }

    /// <summary>Nothing of the campaign is stored any more.</summary>
    public void End(CampaignId id) => EndedCampaigns.Forget(state, state.Campaign(id));
}
