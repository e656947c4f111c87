namespace Campaigns.Engine;

/// <summary>
/// A host's strategy: a rank that it fails to give is that of <see cref="CampaignStrategies.ByPriority"/>, and an ageing that it fails to
/// give is none.
/// </summary>
internal sealed class GuardedStrategy(ICampaignStrategy strategy, HostFaults faults) : ICampaignStrategy
{
    public TimeSpan? Ageing
    {
        get
        {
            try
            {
                return strategy.Ageing;
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
