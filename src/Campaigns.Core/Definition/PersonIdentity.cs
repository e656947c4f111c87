namespace Campaigns;

/// <summary>A person in a tenant, by contact key, by addresses, or by both.</summary>
/// <param name="Tenant">The tenant.</param>
public sealed record PersonIdentity(string Tenant)
{
    /// <summary>The maximum number of addresses: 100.</summary>
    public const int MaxAddresses = 100;

    /// <summary>The contact's key. Null: the person is identified by addresses alone.</summary>
    public string? ContactKey { get; init; }

    /// <summary>
    /// The addresses on any channel, in any format that enrollment accepts. A phone number needs its country code, unless
    /// <see cref="CampaignsOptions.NumberingPlans"/> reads it without one. Up to 100. Empty: the person is identified by key alone.
    /// </summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Returns the tenant, without the person.</summary>
    public override string ToString() => $"person of {TextLimits.Show(Tenant)}";
}
