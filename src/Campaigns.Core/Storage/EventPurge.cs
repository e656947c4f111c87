namespace Campaigns.Storage;

/// <summary>
/// Removes old entries of a tenant's event log: of the tenant's first entries by sequence, those received before an instant.
/// </summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Before">The instant.</param>
/// <param name="Limit">The number of entries to examine.</param>
public sealed record EventPurge(string Tenant, DateTimeOffset Before, int Limit);
