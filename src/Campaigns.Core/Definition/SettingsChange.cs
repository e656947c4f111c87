namespace Campaigns;

/// <summary>A change of a campaign's settings. Only values that differ before and after are applied.</summary>
internal sealed class SettingsChange
{
    private readonly CampaignSettings _before;
    private readonly CampaignSettings _after;

    public SettingsChange(CampaignSettings before, CampaignSettings after)
    {
        _before = before;
        _after = after.Window == before.Window ? after : after with { Window = after.Window?.Copy() }; // Callers cannot change a copy.
    }

    public bool MovesStart => _before.Start != _after.Start;

    public bool MovesZone => _before.Zone != _after.Zone;

    /// <summary>Returns the definition with the change applied.</summary>
    public CampaignDefinition ApplyTo(CampaignDefinition current) => current with
    {
        Priority = Of(settings => settings.Priority, current.Priority),
        MaxConcurrent = Of(settings => settings.MaxConcurrent, current.MaxConcurrent),
        Weight = Of(settings => settings.Weight, current.Weight),
        KeepOpen = Of(settings => settings.KeepOpen, current.KeepOpen),
        Start = Of(settings => settings.Start, current.Start),
        Expiry = Of(settings => settings.Expiry, current.Expiry),
        Rate = Of(settings => settings.Rate, current.Rate),
        Quotas = Of(settings => settings.Quotas, current.Quotas),
        Window = Of(settings => settings.Window, current.Window),
        Zone = Of(settings => settings.Zone, current.Zone),
        Lateness = Of(settings => settings.Lateness, current.Lateness),
    };

    private T Of<T>(Func<CampaignSettings, T> value, T current)
    {
        var after = value(_after);
        return EqualityComparer<T>.Default.Equals(value(_before), after) ? current : after;
    }
}
