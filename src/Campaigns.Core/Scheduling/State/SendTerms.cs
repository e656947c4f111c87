
namespace Campaigns.Scheduling;

/// <summary>
/// What the send gates need of a campaign. None of it is written as attempts come and go, so that the senders and the scheduler do not
/// take each other's cache lines away.
/// </summary>
internal sealed class SendTerms(CampaignInfo info, StopSwitch stop, RateState campaign, RateState tenant, RateState everything)
{
    public CampaignInfo Info { get; } = info;

    public StopSwitch Stop { get; } = stop;

    /// <summary>What templates look at besides the contact.</summary>
    public required SharedFields Fields { get; init; }

    public RateState Rate(GateScope scope) => scope switch
    {
        GateScope.Campaign => campaign,
        GateScope.Tenant => tenant,
        _ => everything,
    };
}
