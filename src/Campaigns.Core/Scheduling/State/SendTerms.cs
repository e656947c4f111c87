namespace Campaigns.Scheduling;

/// <summary>
/// The data of a campaign that the send gates need. It is never written per attempt, so that the send gates and the scheduler do not
/// contend for cache lines.
/// </summary>
internal sealed class SendTerms(CampaignInfo info, StopSwitch stop, RateState campaign, RateState tenant, RateState everything)
{
    public CampaignInfo Info { get; } = info;

    public StopSwitch Stop { get; } = stop;

    /// <summary>The fields for templates besides the contact's own.</summary>
    public required SharedFields Fields { get; init; }

    /// <summary>The values of the campaign's definition.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; init; }

    /// <summary>The name of the host's check that each attempt must pass; null for none.</summary>
    public string? Check { get; init; }

    public RateState Rate(GateScope scope) => scope switch
    {
        GateScope.Campaign => campaign,
        GateScope.Tenant => tenant,
        _ => everything,
    };
}
