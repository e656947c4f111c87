namespace Campaigns.Orleans.Client.Members;

/// <summary>The strategies of the library, by name. A strategy of the host is code, so it cannot travel.</summary>
internal static class StrategyNames
{
    private const string Between = ", then ";

    /// <exception cref="CampaignException">A part of the strategy is not one of <see cref="CampaignStrategies"/>.</exception>
    public static StrategyAt Write(ICampaignStrategy strategy)
    {
        string[] names = [.. strategy.Name.Split(Between)];
        var isOurs = strategy.GetType().DeclaringType == typeof(CampaignStrategies) && names.All(name => Find(name, null) is not null);
        return isOurs ? new StrategyAt(names, strategy.Aging) : throw new CampaignException(
            CampaignError.Invalid,
            $"The strategy {Problems.Quote(strategy.Name)} is code of the host, which cannot be sent to other silos. Use one of "
            + "CampaignStrategies, or set CampaignsOptions.Strategy on every silo.");
    }

    public static ICampaignStrategy Read(StrategyAt at)
    {
        ICampaignStrategy? strategy = null;
        foreach (var name in at.Names)
        {
            var next = Find(name, at.Aging) ?? throw new CampaignException(
                CampaignError.Invalid, $"The strategy {Problems.Quote(name)} is unknown: update all silos.");
            strategy = strategy is null ? next : strategy.Then(next);
        }

        return strategy!;
    }

    private static ICampaignStrategy? Find(string name, TimeSpan? aging) => name switch
    {
        nameof(CampaignStrategies.ByPriority) => CampaignStrategies.ByPriority(aging),
        nameof(CampaignStrategies.StrictPriority) => CampaignStrategies.StrictPriority,
        nameof(CampaignStrategies.FairShare) => CampaignStrategies.FairShare,
        nameof(CampaignStrategies.FewestRemaining) => CampaignStrategies.FewestRemaining,
        nameof(CampaignStrategies.MostRemaining) => CampaignStrategies.MostRemaining,
        nameof(CampaignStrategies.Deadline) => CampaignStrategies.Deadline,
        _ => null,
    };
}
