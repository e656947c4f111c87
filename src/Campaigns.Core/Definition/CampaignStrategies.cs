namespace Campaigns;

/// <summary>A position in the order of campaigns. The smaller rank goes first. Campaigns of equal rank share fairly.</summary>
/// <param name="First">Compared first. Aging applies to this part.</param>
/// <param name="Second">Compared if the first parts are equal.</param>
public readonly record struct CampaignRank(long First, long Second = 0);

/// <summary>The properties of a campaign that a strategy can use.</summary>
/// <param name="Id">The campaign.</param>
/// <param name="Tenant">The tenant of the campaign.</param>
/// <param name="Priority">The priority, 0 to 100.</param>
/// <param name="Remaining">The number of contacts that have not ended.</param>
/// <param name="Expiry">When the campaign expires. Null: never.</param>
/// <param name="CreatedAt">When the campaign was created.</param>
public readonly record struct CampaignView(
    CampaignId Id, string Tenant, int Priority, long Remaining, DateTimeOffset? Expiry, DateTimeOffset CreatedAt);

/// <summary>
/// Decides which campaign goes next among the campaigns that can send. Implement it as a small class that is fast, has no mutable state,
/// and returns the same rank for the same view. The engine computes ranks again whenever a campaign is served or changed.
/// </summary>
public interface ICampaignStrategy
{
    /// <summary>
    /// Returns the campaign's rank. Campaigns of equal rank share by weight: first the tenants, then the campaigns of each tenant.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    CampaignRank RankOf(CampaignView campaign);

    /// <summary>The name of the strategy, for people. Default: the name of its type.</summary>
    string Name => GetType().Name;

    /// <summary>
    /// How long a rank must wait, unserved and with a contact ready, to make up for one unit of <see cref="CampaignRank.First"/>. With this
    /// time, a rank that is n units behind the best rank waits at most n times as long, and then goes next. Null, the default: no aging.
    /// </summary>
    TimeSpan? Aging => null;
}

/// <summary>The built-in strategies.</summary>
public static class CampaignStrategies
{
    /// <summary>The default aging of <see cref="ByPriority"/>: 12 seconds per point, or ten minutes from low to high.</summary>
    public static readonly TimeSpan DefaultAging = TimeSpan.FromSeconds(12);

    /// <summary>The default: higher priority first, with aging so that no campaign starves.</summary>
    /// <param name="aging">
    /// How long a campaign must wait to make up for one point of priority. Null, the default: <see cref="DefaultAging"/>.
    /// </param>
    public static ICampaignStrategy ByPriority(TimeSpan? aging = null) =>
        new Simple(nameof(ByPriority), PriorityRank, aging ?? DefaultAging);

    /// <summary>Higher priority first, without aging. Campaigns of lower priority may starve.</summary>
    public static ICampaignStrategy StrictPriority { get; } = new Simple(nameof(StrictPriority), PriorityRank, null);

    /// <summary>Fair shares regardless of priority.</summary>
    public static ICampaignStrategy FairShare { get; } = new Simple(nameof(FairShare), _ => default, null);

    /// <summary>The campaign with the fewest remaining contacts first.</summary>
    public static ICampaignStrategy FewestRemaining { get; } =
        new Simple(nameof(FewestRemaining), campaign => new CampaignRank(campaign.Remaining), null);

    /// <summary>The campaign with the most remaining contacts first.</summary>
    public static ICampaignStrategy MostRemaining { get; } =
        new Simple(nameof(MostRemaining), campaign => new CampaignRank(-campaign.Remaining), null);

    /// <summary>The campaign with the earliest expiry first. Campaigns without an expiry go last.</summary>
    public static ICampaignStrategy Deadline { get; } =
        new Simple(nameof(Deadline), campaign => new CampaignRank(campaign.Expiry?.UtcTicks ?? long.MaxValue), null);

    /// <summary>Combines two strategies: the second orders campaigns that are equal under the first.</summary>
    /// <param name="first">The strategy that decides first. Its aging applies.</param>
    /// <param name="second">The strategy that decides among equals.</param>
    public static ICampaignStrategy Then(this ICampaignStrategy first, ICampaignStrategy second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Simple(
            $"{first.Name}, then {second.Name}",
            campaign => new CampaignRank(first.RankOf(campaign).First, second.RankOf(campaign).First),
            first.Aging);
    }

    internal static CampaignRank PriorityRank(CampaignView campaign) => new(CampaignPriority.Max - campaign.Priority);

    private sealed class Simple(string name, Func<CampaignView, CampaignRank> rank, TimeSpan? aging) : ICampaignStrategy
    {
        public string Name => name;

        public TimeSpan? Aging => aging;

        public CampaignRank RankOf(CampaignView campaign) => rank(campaign);
    }
}
