namespace Campaigns.Storage;

/// <summary>What a rate limit or a quota applies to.</summary>
public enum LimitScope
{
    /// <summary>All attempts.</summary>
    Everything,

    /// <summary>The attempts of a tenant.</summary>
    Tenant,

    /// <summary>The attempts of a campaign.</summary>
    Campaign,

    /// <summary>The attempts of a provider.</summary>
    Provider,

    /// <summary>The attempts of a provider with one caller id.</summary>
    CallerId,
}

/// <summary>
/// The usage of a rate limit or a quota. Every commit that changes the usage writes the whole row. The later row of the same limit and
/// period wins.
/// </summary>
/// <param name="Scope">What the limit applies to.</param>
/// <param name="Name">
/// The name of the tenant or the provider, or the campaign's id as text. For a caller id, the number, a space and the name of its provider.
/// Empty for <see cref="LimitScope.Everything"/>.
/// </param>
/// <param name="Quota">The engine's name of the quota. Empty for the rate limit.</param>
/// <param name="Since">When the quota's period begins, in ticks of its zone's local time. 0 for the rate limit.</param>
/// <param name="Value">For a quota, the used amount. For a rate limit, when the next attempt may be sent, in UTC ticks.</param>
/// <param name="Pending">For a rate limit, how many attempts <paramref name="Value"/> includes that had not been sent yet.</param>
public readonly record struct UsageRow(LimitScope Scope, string Name, string Quota, long Since, long Value, long Pending)
{
    /// <summary>Whether the row is kept. False removes it.</summary>
    public bool IsKept { get; init; } = true;
}
