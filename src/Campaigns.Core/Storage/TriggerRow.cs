namespace Campaigns.Storage;

/// <summary>A trigger, set or removed.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Name">The name of the trigger, unique in the tenant.</param>
/// <param name="Trigger">The trigger. Null removes it.</param>
public sealed record TriggerRow(string Tenant, string Name, CampaignTrigger? Trigger);
