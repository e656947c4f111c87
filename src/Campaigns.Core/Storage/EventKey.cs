namespace Campaigns.Storage;

/// <summary>Identifies an event of the event log.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The application's id for the event, unique in the tenant.</param>
public readonly record struct EventKey(string Tenant, string Id);
