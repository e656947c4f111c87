namespace Campaigns.Orleans.Client.Members;

/// <summary>
/// Which values a change of settings has changed. The client compares, because a function cannot travel, and because values that have
/// traveled are other objects than those that were read.
/// </summary>
internal static class SettingsDifference
{
    private static readonly (string Name, Func<CampaignSettings, object?> Value, Func<CampaignSettings, CampaignSettings,
        CampaignSettings> Take)[]
        Values =
        [
            (nameof(CampaignSettings.Priority), s => s.Priority, (s, from) => s with { Priority = from.Priority }),
            (nameof(CampaignSettings.MaxConcurrent), s => s.MaxConcurrent, (s, from) => s with { MaxConcurrent = from.MaxConcurrent }),
            (nameof(CampaignSettings.Weight), s => s.Weight, (s, from) => s with { Weight = from.Weight }),
            (nameof(CampaignSettings.KeepOpen), s => s.KeepOpen, (s, from) => s with { KeepOpen = from.KeepOpen }),
            (nameof(CampaignSettings.Start), s => s.Start, (s, from) => s with { Start = from.Start }),
            (nameof(CampaignSettings.Expiry), s => s.Expiry, (s, from) => s with { Expiry = from.Expiry }),
            (nameof(CampaignSettings.Rate), s => s.Rate, (s, from) => s with { Rate = from.Rate }),
            (nameof(CampaignSettings.Quotas), s => s.Quotas, (s, from) => s with { Quotas = from.Quotas }),
            (nameof(CampaignSettings.Window), s => s.Window, (s, from) => s with { Window = from.Window }),
            (nameof(CampaignSettings.Zone), s => s.Zone, (s, from) => s with { Zone = from.Zone }),
            (nameof(CampaignSettings.Lateness), s => s.Lateness, (s, from) => s with { Lateness = from.Lateness }),
        ];

    /// <summary>The names of the values that differ.</summary>
    public static IReadOnlyList<string> Between(CampaignSettings before, CampaignSettings after) =>
        [.. Values.Where(value => !Equals(value.Value(before), value.Value(after))).Select(value => value.Name)];

    /// <summary>A change that takes the named values. Null settings stay null, so that the shard refuses them.</summary>
    public static Func<CampaignSettings, CampaignSettings> Apply(CampaignSettings? settings, IReadOnlyList<string> changed) => current =>
        settings is null
            ? null!
            : Values.Where(value => changed.Contains(value.Name)).Aggregate(current, (result, value) => value.Take(result, settings));
}
