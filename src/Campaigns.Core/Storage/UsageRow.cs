namespace Campaigns.Storage;

/// <summary>Of what a rate or a quota is.</summary>
public enum LimitScope
{
    /// <summary>Everything.</summary>
    Everything,

    /// <summary>A tenant.</summary>
    Tenant,

    /// <summary>A campaign.</summary>
    Campaign,

    /// <summary>A provider.</summary>
    Provider,
}

/// <summary>
/// How far a rate or a quota is used up. Written anew in the commits that use it; the later row of the same limit and period counts.
/// </summary>
/// <param name="Scope">Of what the limit is.</param>
/// <param name="Name">The tenant, the provider, or the campaign's id as text; empty for everything.</param>
/// <param name="Quota">Which quota, as the engine names it; empty for the rate.</param>
/// <param name="Since">When the quota's period begins, in ticks of its zone's local time; 0 for the rate.</param>
/// <param name="Value">Of a quota, how much of it is used; of a rate, when the next send is due, in UTC ticks.</param>
/// <param name="Pending">Of a rate, how many sends <paramref name="Value"/> foresees that had not come about.</param>
public readonly record struct UsageRow(LimitScope Scope, string Name, string Quota, long Since, long Value, long Pending)
{
    /// <summary>False for a row that is to be forgotten.</summary>
    public bool IsKept { get; init; } = true;
}
