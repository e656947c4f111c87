namespace Campaigns.Storage;

/// <summary>
/// The result of <see cref="IJobStore.OpenAsync"/>: all data that the engine must hold in memory. Jobs without a live attempt stay in the
/// store.
/// </summary>
public sealed class StoreSnapshot
{
    /// <summary>The fencing epoch of the owner. Every commit carries it.</summary>
    public required long Epoch { get; init; }

    /// <summary>
    /// How long the owner may send, counted on the owner's own clock from the moment before it called <see cref="IJobStore.OpenAsync"/>:
    /// no other owner can take over the store before. Null, the default: without end, because only one process can open the store, or
    /// because nothing of it outlives the process.
    /// </summary>
    /// <remarks>
    /// A store that knows the owner by a lease subtracts a margin for clocks that run at different rates and for the time from the gate to
    /// the provider. Each commit renews the lease (<see cref="CommitReceipt.Lease"/>). The engine sends nothing after its end, and makes
    /// commits that write nothing when it is idle.
    /// </remarks>
    public TimeSpan? Lease { get; set; }

    /// <summary>
    /// What the store told about itself before this opening, as in <see cref="IJobQueries.ReadInfoAsync"/>. The number of the last commit is
    /// 0 for a new store.
    /// </summary>
    public required StoreInfo Before { get; init; }

    /// <summary>The random number that the store got when it was created. It is part of every attempt id.</summary>
    public required ulong Stamp { get; init; }

    /// <summary>The highest campaign id ever used.</summary>
    public required long LastCampaign { get; init; }

    /// <summary>The highest job id ever used.</summary>
    public required long LastJob { get; init; }

    /// <summary>The highest lane id ever used.</summary>
    public required int LastLane { get; init; }

    /// <summary>
    /// The campaigns that have not ended, the campaigns with a live job, and the first campaign of each exclusivity. All other campaigns
    /// have ended, and <see cref="IJobStore.FindCampaignsAsync"/> reads them when a request needs them.
    /// </summary>
    public required IReadOnlyList<CampaignRow> Campaigns { get; init; }

    /// <summary>The lanes of these campaigns with their counters, indexed as in <see cref="Counter"/>.</summary>
    public required IReadOnlyList<(LaneRow Lane, IReadOnlyList<long> Counters)> Lanes { get; init; }

    /// <summary>All live jobs, each with its newest attempt.</summary>
    public required IReadOnlyList<(JobRecord Job, AttemptRow Attempt)> Live { get; init; }

    /// <summary>The tenants with settings or a hold. Includes the row for everything, if it has settings or a hold.</summary>
    public required IReadOnlyList<TenantRow> Tenants { get; init; }

    /// <summary>The do-not-contact lists, in any order.</summary>
    public required IReadOnlyList<SuppressionMark> Suppressions { get; init; }

    /// <summary>
    /// The secret key of the hashes in the do-not-contact lists: a random number that the store got when it was created. It never changes.
    /// </summary>
    public required UInt128 SuppressionKey { get; init; }

    /// <summary>The pending erasures, in any order.</summary>
    public required IReadOnlyList<ErasureRow> Erasures { get; init; }

    /// <summary>The providers whose settings were changed.</summary>
    public required IReadOnlyList<ProviderRow> Providers { get; init; }

    /// <summary>The caller ids that were used or changed, in any order.</summary>
    public required IReadOnlyList<CallerIdRow> CallerIds { get; init; }

    /// <summary>The channels that are unavailable to tenants.</summary>
    public required IReadOnlyList<ChannelRow> Channels { get; init; }

    /// <summary>The kept reports, by id.</summary>
    public required IReadOnlyList<ReportRow> Reports { get; init; }

    /// <summary>The last value of <see cref="CommitBatch.Lead"/>. Zero if there was none.</summary>
    public required TimeSpan Lead { get; init; }

    /// <summary>The highest sequence of the event log ever used.</summary>
    public required long LastEvent { get; init; }

    /// <summary>The triggers, in any order.</summary>
    public required IReadOnlyList<CampaignTrigger> Triggers { get; init; }

    /// <summary>The ids of events that an earlier version has stored, in any order. Empty for a store of this version.</summary>
    public required IReadOnlyList<ToldEventRow> ToldEvents { get; init; }

    /// <summary>The usage of rate limits and quotas, in any order. For campaigns, only those in <see cref="Campaigns"/>.</summary>
    public required IReadOnlyList<UsageRow> Usage { get; init; }

    /// <summary>The addresses that stay busy longer than their attempts' rows show, in any order.</summary>
    public required IReadOnlyList<BusyRow> Busy { get; init; }

    /// <summary>The subscriptions to the change feed, in any order.</summary>
    public required IReadOnlyList<SubscriptionRow> Subscriptions { get; init; }

    /// <summary>The highest sequence of the change feed ever stored, even if the change was removed. 0 for none.</summary>
    public required long LastChange { get; init; }

    /// <summary>The highest sequence of the change feed that was removed by age. 0 for none.</summary>
    public required long TrimmedChange { get; init; }
}
