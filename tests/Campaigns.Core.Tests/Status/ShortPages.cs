using Campaigns.Storage;

namespace Campaigns.Tests.Status;

/// <summary>A store that examines few rows a page, so that pages are short and empty as in a store with many rows.</summary>
internal sealed class ShortPages(IJobStore inner, int examined) : ForwardingStore(inner), IJobQueries
{
    public override IJobQueries Queries => this;

    public ValueTask<StoreInfo> ReadInfoAsync(CancellationToken cancellationToken) => base.Queries.ReadInfoAsync(cancellationToken);

    public ValueTask<IReadOnlyList<AttemptRow>> ReadAttemptsAsync(long job, CancellationToken cancellationToken) =>
        base.Queries.ReadAttemptsAsync(job, cancellationToken);

    public ValueTask<IReadOnlyList<ResultRow>> ReadResultsAsync(long job, CancellationToken cancellationToken) =>
        base.Queries.ReadResultsAsync(job, cancellationToken);

    public ValueTask<QueryPage<CampaignRecord, long>> ReadCampaignsAsync(CampaignListQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadCampaignsAsync(query with { Limits = Few(query.Limits) }, cancellationToken);

    public ValueTask<QueryPage<JobRecord, long>> ReadJobsAsync(JobQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadJobsAsync(query with { Limits = Few(query.Limits) }, cancellationToken);

    public ValueTask<QueryPage<ListedAttempt, AttemptPlace>> ReadAttemptsAsync(AttemptQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadAttemptsAsync(query with { Limits = Few(query.Limits) }, cancellationToken);

    public ValueTask<ChangePage> ReadChangesAsync(ChangeQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadChangesAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<(int Person, JobRecord Job)>> FindOpenJobsAsync(
        IReadOnlyList<Suppression> people, CancellationToken cancellationToken) =>
        base.Queries.FindOpenJobsAsync(people, cancellationToken);

    public ValueTask<IReadOnlyList<LoggedEvent>> FindEventsAsync(IReadOnlyList<EventKey> keys, CancellationToken cancellationToken) =>
        base.Queries.FindEventsAsync(keys, cancellationToken);

    public ValueTask<QueryPage<LoggedEvent, long>> ReadEventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadEventsAsync(query with { Limits = Few(query.Limits) }, cancellationToken);

    public ValueTask<IReadOnlyList<SuppressionRow>> ReadSuppressionsAsync(SuppressionQuery query, CancellationToken cancellationToken) =>
        base.Queries.ReadSuppressionsAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<JobRecord>> FindContactsAsync(
        string tenant, IReadOnlyCollection<string> keys, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        base.Queries.FindContactsAsync(tenant, keys, addresses, cancellationToken);

    private PageLimits Few(PageLimits limits) => limits with { Examined = examined };
}
