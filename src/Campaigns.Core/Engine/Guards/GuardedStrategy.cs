namespace Campaigns.Engine;

/// <summary>
/// A host's strategy: a rank that it fails to give is that of <see cref="Strategy.ByPriority"/>, and an ageing that it fails to give is none.
/// </summary>
internal sealed class GuardedStrategy(IStrategy strategy, HostFaults faults) : IStrategy
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

    public Rank RankOf(CampaignView campaign)
    {
        try
        {
            return strategy.RankOf(campaign);
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Strategy, error);
            return Strategy.PriorityRank(campaign);
        }
    }
}
