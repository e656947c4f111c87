using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The new jobs that a store must refuse.</summary>
/// <param name="Duplicates">The indexes of jobs whose key is taken.</param>
/// <param name="Running">The indexes of jobs whose contact is running, with the campaigns in which it runs. The store names one of
/// these campaigns.</param>
internal sealed record ModelRefusals(List<int> Duplicates, List<(int Index, HashSet<CampaignId> Campaigns)> Running)
{
    /// <summary>The counter changes for removed repeated attempts.</summary>
    public List<CounterDelta> Removed { get; } = [];

    /// <summary>What erasures have overwritten.</summary>
    public List<ErasedRows> Erased { get; } = [];
}
