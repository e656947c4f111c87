using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Changes the settings of a campaign that has not ended.</summary>
internal static class CampaignChanges
{
    /// <summary>The changeable settings of a campaign, taken from its definition.</summary>
    public static StoredSettings SettingsOf(CampaignDefinition definition) => new(
        definition.Priority.Value, definition.MaxConcurrent, definition.Weight, definition.KeepOpen, definition.Expiry?.ToUniversalTime())
    {
        Rate = definition.Rate,
        Quotas = definition.Quotas,
        Window = definition.Window,
        Lateness = definition.Lateness,
        Zone = definition.Zone,
    };

    /// <returns>The new revision of the settings.</returns>
    public static long Change(this CampaignLifecycle lifecycle, CampaignEntry campaign, SettingsChange change, long? revision = null)
    {
        Revised<CampaignSettings>.Require($"The settings of campaign {campaign.Id}", campaign.Settings.Revision, revision);
        var changed = change.ApplyTo(campaign.Current);
        changed.FindProblems().ThrowIfAny("The change");
        if (change.MovesStart && campaign.Row.StartedAt is { } begun)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {campaign.Id} has begun, at {TextLimits.Show(begun)}: its start can no longer change. Pause it to delay it.");
        }

        if (change.MovesZone && campaign.Settings.Zone is null)
        {
            throw new CampaignException(
                CampaignError.IllegalTransition,
                $"Campaign {campaign.Id} was created by an earlier version. Its contacts keep the zone of their enrollment, so "
                    + "its zone cannot be changed. Change the zone of its contacts instead.");
        }

        var start = change.MovesStart ? new StartChange(changed.Start?.ToUniversalTime()) : campaign.Settings.Start;
        lifecycle.ChangeSettings(campaign, SettingsOf(changed) with
        {
            Start = start,
            Revision = campaign.Settings.Revision + 1,
            Zone = campaign.Settings.Zone is null ? null : changed.Zone,
        });
        return campaign.Settings.Revision;
    }
}
