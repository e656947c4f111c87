namespace Campaigns.Storage;

/// <summary>Which campaigns are to be read: one, by one of its names, or a page of those that have ended.</summary>
public sealed record CampaignQuery
{
    private CampaignQuery()
    {
    }

    /// <summary>The campaign with this id; null when it is not named so.</summary>
    public CampaignId? Campaign { get; private init; }

    /// <summary>The campaign of this lane; null when it is not named so.</summary>
    public int? Lane { get; private init; }

    /// <summary>Campaigns of this tenant; null for all tenants, and where an id or a lane names the campaign.</summary>
    public string? Tenant { get; private init; }

    /// <summary>The campaign of the tenant with this key; null when it is not named so.</summary>
    public string? Key { get; private init; }

    /// <summary>Only ids above this one.</summary>
    public long After { get; private init; }

    /// <summary>At most so many; 1 for a campaign that is named.</summary>
    public int Limit { get; private init; } = 1;

    /// <summary>Whether a page of campaigns that have ended is asked for, and no single one.</summary>
    public bool IsPage => Campaign is null && Lane is null && Key is null;

    /// <summary>One campaign.</summary>
    /// <param name="campaign">Its id.</param>
    public static CampaignQuery Of(CampaignId campaign) => new() { Campaign = campaign };

    /// <summary>The campaign that a lane belongs to.</summary>
    /// <param name="lane">The lane's id.</param>
    public static CampaignQuery OfLane(int lane) => new() { Lane = lane };

    /// <summary>The campaign that a key names.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The key.</param>
    public static CampaignQuery OfKey(string tenant, string key) => new() { Tenant = tenant, Key = key };

    /// <summary>Campaigns that have ended.</summary>
    /// <param name="tenant">Of which tenant; null for all.</param>
    /// <param name="after">Only ids above this one.</param>
    /// <param name="limit">At most so many.</param>
    public static CampaignQuery Ended(string? tenant, long after, int limit) => new() { Tenant = tenant, After = after, Limit = limit };
}

/// <summary>A campaign with all that the engine holds of one in memory.</summary>
/// <param name="Row">The campaign.</param>
/// <param name="Lanes">Its lanes with their counters, indexed as <see cref="Counter"/> says, by id.</param>
/// <param name="Usage">How far its own rates and quotas are used up, in any order.</param>
public sealed record CampaignRecord(
    CampaignRow Row, IReadOnlyList<(LaneRow Lane, IReadOnlyList<long> Counters)> Lanes, IReadOnlyList<UsageRow> Usage)
{
    /// <summary>The campaign without its definition.</summary>
    public override string ToString() => Row.ToString();
}
