namespace Campaigns.Scheduling;

/// <summary>What campaigns share under which a contact of their tenant runs once at most.</summary>
internal sealed class ExclusivityKey(long number, string tenant, string key)
{
    /// <summary>What stores know it by.</summary>
    public long Number { get; } = number;

    public string Tenant { get; } = tenant;

    public string Key { get; } = key;

    /// <summary>Jobs that wait for another of their contact to end.</summary>
    public long Queued { get; private set; }

    public void CountQueued(long change) => Queued += change;
}
