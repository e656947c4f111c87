namespace Campaigns.Storage;

/// <summary>
/// What <see cref="IJobStore.OpenAsync"/> reads: all that the engine must hold in memory. Jobs that are not live stay in the store.
/// </summary>
public sealed class StoreSnapshot
{
    /// <summary>The owner's epoch; every commit carries it.</summary>
    public required long Epoch { get; init; }

    /// <summary>A random number that the store was given when it was made; part of every attempt id.</summary>
    public required ulong Stamp { get; init; }

    /// <summary>The highest campaign id ever used.</summary>
    public required long LastCampaign { get; init; }

    /// <summary>The highest job id ever used.</summary>
    public required long LastJob { get; init; }

    /// <summary>The highest lane id ever used.</summary>
    public required int LastLane { get; init; }

    /// <summary>
    /// The campaigns that have not ended, those with a live job, and the first of each exclusivity. The others have ended, and are read
    /// with <see cref="IJobStore.FindCampaignsAsync"/> when something is asked of them.
    /// </summary>
    public required IReadOnlyList<CampaignRow> Campaigns { get; init; }

    /// <summary>Those campaigns' lanes with their counters, indexed as <see cref="Counter"/> says.</summary>
    public required IReadOnlyList<(LaneRow Lane, IReadOnlyList<long> Counters)> Lanes { get; init; }

    /// <summary>All live jobs, each with its newest attempt.</summary>
    public required IReadOnlyList<(JobRecord Job, AttemptRow Attempt)> Live { get; init; }

    /// <summary>The tenants with settings or a hold, and everything if it has any.</summary>
    public required IReadOnlyList<TenantRow> Tenants { get; init; }

    /// <summary>The do-not-contact lists.</summary>
    public required IReadOnlyList<Suppression> Suppressions { get; init; }

    /// <summary>The providers whose settings were changed.</summary>
    public required IReadOnlyList<ProviderRow> Providers { get; init; }

    /// <summary>The channels that tenants do not have.</summary>
    public required IReadOnlyList<ChannelRow> Channels { get; init; }

    /// <summary>The reports that are kept, by id.</summary>
    public required IReadOnlyList<ReportRow> Reports { get; init; }

    /// <summary>What <see cref="CommitBatch.Lead"/> was last; zero before.</summary>
    public required TimeSpan Lead { get; init; }

    /// <summary>The events with an id that are not forgotten, in any order.</summary>
    public required IReadOnlyList<ToldEventRow> ToldEvents { get; init; }

    /// <summary>How far rates and quotas are used up, in any order; of campaigns, only of those in <see cref="Campaigns"/>.</summary>
    public required IReadOnlyList<UsageRow> Usage { get; init; }

    /// <summary>The addresses that stay busy beyond what their attempts' rows tell, in any order.</summary>
    public required IReadOnlyList<BusyRow> Busy { get; init; }
}
