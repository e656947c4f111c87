namespace Campaigns.Scheduling;

/// <summary>A key shared by campaigns of a tenant. A contact has at most one running job per key.</summary>
internal sealed class ExclusivityKey(long number, string tenant, string key)
{
    /// <summary>The number that identifies the key in the store.</summary>
    public long Number { get; } = number;

    public string Tenant { get; } = tenant;

    public string Key { get; } = key;

    /// <summary>The number of jobs that wait for another job of their contact to end.</summary>
    public long Queued { get; private set; }

    public void CountQueued(long change) => Queued += change;
}
