namespace Campaigns;

/// <summary>
/// Selects changes of the change feed: <see cref="All"/>, those of a tenant, or those of a campaign, and of these all kinds or only some.
/// </summary>
public sealed record ChangeFilter
{
    private ChangeFilter(string? tenant, CampaignId? campaign, ChangeKinds kinds) => (Tenant, Campaign, Kinds) = (tenant, campaign, kinds);

    /// <summary>All changes.</summary>
    public static ChangeFilter All { get; } = new(null, null, ChangeKinds.All);

    /// <summary>The tenant; null for all tenants.</summary>
    public string? Tenant { get; }

    /// <summary>The campaign; null for all campaigns.</summary>
    public CampaignId? Campaign { get; }

    /// <summary>The kinds of changes.</summary>
    public ChangeKinds Kinds { get; private init; }

    /// <summary>The changes of a tenant and of its campaigns, and those of providers, which concern every tenant.</summary>
    /// <param name="tenant">The tenant: 1 to 200 characters.</param>
    /// <exception cref="ArgumentException">The name is missing, only white space, or too long.</exception>
    public static ChangeFilter OfTenant(string tenant) => new(Named.Of(tenant), null, ChangeKinds.All);

    /// <summary>The changes of a campaign. The changes of providers and channels are no changes of a campaign.</summary>
    /// <param name="campaign">The campaign. It need not exist.</param>
    public static ChangeFilter OfCampaign(CampaignId campaign) => new(null, campaign, ChangeKinds.OfCampaigns);

    /// <summary>Returns the filter with only some kinds of changes.</summary>
    /// <param name="kinds">The kinds, one or more.</param>
    /// <exception cref="ArgumentException">
    /// There is no kind, the kinds hold <see cref="ChangeKinds.Missed"/> or an unknown one, or a filter of a campaign names
    /// <see cref="ChangeKinds.ProviderChanged"/> or <see cref="ChangeKinds.ChannelChanged"/>.
    /// </exception>
    public ChangeFilter Only(ChangeKinds kinds)
    {
        var possible = Campaign is null ? ChangeKinds.All : ChangeKinds.OfCampaigns;
        return kinds != ChangeKinds.None && (kinds & ~possible) == 0
            ? this with { Kinds = kinds }
            : throw new ArgumentException($"The filter cannot select {kinds}; name one or more of {possible}.", nameof(kinds));
    }

    /// <summary>Whether the filter selects a change.</summary>
    /// <param name="kind">The kind of the change.</param>
    /// <param name="tenant">The tenant of the change. Empty if the change concerns all tenants.</param>
    /// <param name="campaign">The campaign of the change. 0 for none.</param>
    public bool Matches(ChangeKinds kind, string tenant, CampaignId campaign) =>
        (Kinds & kind) != 0
        && (Tenant is null || tenant == Tenant || string.IsNullOrEmpty(tenant))
        && (Campaign is null || campaign == Campaign);
}
