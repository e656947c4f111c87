namespace Campaigns;

public sealed partial class CampaignsOptions
{
    /// <summary>
    /// The shares of limits, for an engine that does not own its limits alone. Null, the default: the engine owns its limits.
    /// </summary>
    public LimitShares? Shares { get; set; }
}
