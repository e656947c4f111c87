namespace Campaigns.Storage;

/// <summary>Tenants and do-not-contact lists as the memory store keeps them.</summary>
internal sealed class MemoryTenants
{
    private readonly Dictionary<string, TenantRow> _tenants = [];
    private readonly HashSet<Suppression> _suppressions = [];

    public IEnumerable<TenantRow> Rows => _tenants.Values;

    public IEnumerable<Suppression> Suppressions => _suppressions;

    public void Write(CommitBatch batch)
    {
        foreach (var tenant in batch.Tenants)
        {
            _tenants[tenant.Tenant ?? ""] = tenant;
        }

        foreach (var (entry, isActive) in batch.Suppressions)
        {
            if (isActive)
            {
                _suppressions.Add(entry);
            }
            else
            {
                _suppressions.Remove(entry);
            }
        }
    }
}
