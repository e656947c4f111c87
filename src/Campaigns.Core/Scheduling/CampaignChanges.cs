using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Changes what can be changed of a campaign that has not ended.</summary>
internal static class CampaignChanges
{
    public static void Change(this CampaignLife life, CampaignEntry campaign, CampaignChange change)
    {
        var changed = change.ApplyTo(campaign.Current);
        changed.FindProblems().ThrowIfAny("The change");
        var movesStart = change.RemoveStart || change.Start is not null;
        if (movesStart && campaign.Row.StartedAt is { } begun)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {campaign.Id} has begun, at {TextLimits.Show(begun)}: its start cannot be changed any more. Pause it to hold it up.");
        }

        var start = movesStart ? new StartChange(changed.Start?.ToUniversalTime()) : campaign.Settings.Start;
        life.ChangeSettings(campaign, CampaignLife.SettingsOf(changed) with { Start = start });
    }
}
