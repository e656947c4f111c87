namespace Campaigns;

/// <summary>A place in the order of campaigns: the smaller goes first; equals share fairly.</summary>
/// <param name="First">Compared first. Ageing applies to it.</param>
/// <param name="Second">Compared among equals.</param>
public readonly record struct CampaignRank(long First, long Second = 0);

/// <summary>What a strategy may look at.</summary>
/// <param name="Id">The campaign.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Priority">0 to 100.</param>
/// <param name="Remaining">Contacts that have not ended.</param>
/// <param name="Expiry">When it gives up; null for never.</param>
/// <param name="CreatedAt">When it was created.</param>
public readonly record struct CampaignView(
    CampaignId Id, string Tenant, int Priority, long Remaining, DateTimeOffset? Expiry, DateTimeOffset CreatedAt);

/// <summary>
/// Which campaign goes next among those that can. Write your own as one small class: it must be quick, keep no state that changes,
/// and give the same rank for the same view. Ranks are asked again whenever a campaign is served or changed.
/// </summary>
public interface ICampaignStrategy
{
    /// <summary>Where the campaign stands. Campaigns of equal rank share: tenants by weight, then campaigns by weight.</summary>
    /// <param name="campaign">The campaign.</param>
    CampaignRank RankOf(CampaignView campaign);

    /// <summary>
    /// How long a rank must have waited, unserved and with somebody to contact, to make up for one unit of
    /// <see cref="CampaignRank.First"/>;
    /// null, the default, for never. With it a rank that stands n units behind the best waits at most n times this long, then goes next.
    /// </summary>
    TimeSpan? Ageing => null;
}

/// <summary>The strategies that come with the library.</summary>
public static class CampaignStrategies
{
    /// <summary>The default ageing of <see cref="ByPriority"/>: 12 seconds a point, ten minutes from low to high.</summary>
    public static readonly TimeSpan DefaultAgeing = TimeSpan.FromSeconds(12);

    /// <summary>The default: higher priority first, with ageing so that nobody starves.</summary>
    /// <param name="ageing">How long a wait makes up for one point of priority; null for <see cref="DefaultAgeing"/>.</param>
    public static ICampaignStrategy ByPriority(TimeSpan? ageing = null) => new Simple(PriorityRank, ageing ?? DefaultAgeing);

    /// <summary>Higher priority first, whoever starves.</summary>
    public static ICampaignStrategy StrictPriority { get; } = new Simple(PriorityRank, null);

    /// <summary>Fair shares, whatever the priorities.</summary>
    public static ICampaignStrategy FairShare { get; } = new Simple(_ => default, null);

    /// <summary>The campaign with the fewest contacts left first.</summary>
    public static ICampaignStrategy FewestRemaining { get; } = new Simple(campaign => new CampaignRank(campaign.Remaining), null);

    /// <summary>The campaign with the most contacts left first.</summary>
    public static ICampaignStrategy MostRemaining { get; } = new Simple(campaign => new CampaignRank(-campaign.Remaining), null);

    /// <summary>The campaign that expires first goes first; those that never expire go last.</summary>
    public static ICampaignStrategy Deadline { get; } =
        new Simple(campaign => new CampaignRank(campaign.Expiry?.UtcTicks ?? long.MaxValue), null);

    /// <summary>Orders campaigns that are equal by one strategy by another one.</summary>
    /// <param name="first">Decides first; its ageing holds.</param>
    /// <param name="second">Decides among equals.</param>
    public static ICampaignStrategy Then(this ICampaignStrategy first, ICampaignStrategy second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Simple(campaign => new CampaignRank(first.RankOf(campaign).First, second.RankOf(campaign).First), first.Ageing);
    }

    internal static CampaignRank PriorityRank(CampaignView campaign) => new(CampaignPriority.Max - campaign.Priority);

    private sealed class Simple(Func<CampaignView, CampaignRank> rank, TimeSpan? ageing) : ICampaignStrategy
    {
        public TimeSpan? Ageing => ageing;

        public CampaignRank RankOf(CampaignView campaign) => rank(campaign);
    }
}
