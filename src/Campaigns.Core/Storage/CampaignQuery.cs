namespace Campaigns.Storage;

/// <summary>Selects campaigns to read: one campaign by id, lane or key, or a page of ended campaigns.</summary>
public sealed record CampaignQuery
{
    private CampaignQuery()
    {
    }

    /// <summary>The id of the campaign. Null if the query does not use an id.</summary>
    public CampaignId? Campaign { get; private init; }

    /// <summary>A lane of the campaign. Null if the query does not use a lane.</summary>
    public int? Lane { get; private init; }

    /// <summary>The tenant. Null for all tenants, and if an id or a lane selects the campaign.</summary>
    public string? Tenant { get; private init; }

    /// <summary>The key of the campaign within its tenant. Null if the query does not use a key.</summary>
    public string? Key { get; private init; }

    /// <summary>Only campaigns with ids greater than this id.</summary>
    public long After { get; private init; }

    /// <summary>The maximum number of campaigns. 1 for a single campaign.</summary>
    public int Limit { get; private init; } = 1;

    /// <summary>Whether the ended campaigns are in order of their end, then id. Campaigns without an end go first.</summary>
    public bool IsByEnd { get; private init; }

    /// <summary>Whether the query selects a page of ended campaigns instead of a single campaign.</summary>
    public bool IsPage => Campaign is null && Lane is null && Key is null;

    /// <summary>Selects one campaign by id.</summary>
    /// <param name="campaign">The campaign's id.</param>
    public static CampaignQuery Of(CampaignId campaign) => new() { Campaign = campaign };

    /// <summary>Selects the campaign of a lane.</summary>
    /// <param name="lane">The lane's id.</param>
    public static CampaignQuery OfLane(int lane) => new() { Lane = lane };

    /// <summary>Selects the campaign with a key.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="key">The key.</param>
    public static CampaignQuery OfKey(string tenant, string key) => new() { Tenant = tenant, Key = key };

    /// <summary>Selects a page of ended campaigns.</summary>
    /// <param name="tenant">The tenant. Null: all tenants.</param>
    /// <param name="after">Only campaigns with ids greater than this id.</param>
    /// <param name="limit">The maximum number of campaigns.</param>
    public static CampaignQuery Ended(string? tenant, long after, int limit) => new() { Tenant = tenant, After = after, Limit = limit };

    /// <summary>Selects the campaigns of a tenant that ended first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="limit">The maximum number of campaigns.</param>
    public static CampaignQuery FirstEnded(string tenant, int limit) => new() { Tenant = tenant, Limit = limit, IsByEnd = true };
}

/// <summary>A campaign with all the data that the engine holds in memory for it.</summary>
/// <param name="Row">The campaign.</param>
/// <param name="Lanes">The campaign's lanes with their counters, by id. Counters are indexed as in <see cref="Counter"/>.</param>
/// <param name="Usage">The usage of the campaign's own rate limit and quotas, in any order.</param>
public sealed record CampaignRecord(
    CampaignRow Row, IReadOnlyList<(LaneRow Lane, IReadOnlyList<long> Counters)> Lanes, IReadOnlyList<UsageRow> Usage)
{
    /// <summary>Returns the campaign without its definition.</summary>
    public override string ToString() => Row.ToString();
}
