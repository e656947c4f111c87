namespace Campaigns.Engine;

/// <summary>
/// The host's strategy. If it throws, the rank is that of <see cref="CampaignStrategies.ByPriority"/>, and there is no aging.
/// </summary>
internal sealed class GuardedStrategy(ICampaignStrategy strategy, HostFaults faults) : ICampaignStrategy
{
    public string Name
    {
        get
        {
            try
            {
                return strategy.Name ?? strategy.GetType().Name;
            }
            catch (Exception error)
            {
                faults.Note(HostCode.Strategy, error);
                return strategy.GetType().Name;
            }
        }
    }

    public TimeSpan? Aging
    {
        get
        {
            try
            {
                return strategy.Aging;
            }
            catch (Exception error)
            {
                faults.Note(HostCode.Strategy, error);
                return null;
            }
        }
    }

    public CampaignRank RankOf(CampaignView campaign)
    {
        try
        {
            return strategy.RankOf(campaign);
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Strategy, error);
            return CampaignStrategies.PriorityRank(campaign);
        }
    }
}
