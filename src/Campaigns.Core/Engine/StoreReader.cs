using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Reads from the store the data that the scheduler itself requests, one portion per step.</summary>
internal sealed class StoreReader(GuardedStore store)
{
    /// <summary>
    /// The maximum number of contacts to look up per step, in each of <see cref="ReleaseAsync"/> and <see cref="EndOptedOutAsync"/>.
    /// </summary>
    private const int MostContacts = 100;

    private readonly CommandReader _reader = new(store);
    private readonly List<JobRecord> _fresh = [];
    private readonly List<JobRecord> _waiting = [];
    private readonly List<JobRecord> _expiring = [];
    private readonly List<HistoryRow> _history = [];

    /// <summary>Fills lanes that run low.</summary>
    public async ValueTask FillLanesAsync(Scheduler scheduler)
    {
        foreach (var lane in scheduler.TakeWanting())
        {
            _fresh.Clear();
            _waiting.Clear();
            if (lane.WantsFresh)
            {
                await store.ReadNewAsync(lane.Id, lane.Cursor, lane.PageSize, _fresh);
            }

            if (lane.WantsWaiting)
            {
                await store.ReadWaitingAsync(lane.Id, lane.Watermark, lane.PageSize, _waiting);
            }

            scheduler.Fill(lane, _fresh, _waiting);
        }
    }

    /// <summary>Ends jobs that have expired.</summary>
    public async ValueTask ExpireAsync(Scheduler scheduler)
    {
        foreach (var lane in scheduler.Expiries.TakeWanting())
        {
            _expiring.Clear();
            await store.ReadExpiringAsync(lane.Id, lane.Expiry!.PageSize, _expiring);
            scheduler.Expiries.End(lane, _expiring);
        }
    }

    /// <summary>
    /// Starts jobs that waited for another job of their contact to end. Jobs that end in this step are not in the store yet: their
    /// successors wait for the next step.
    /// </summary>
    public async ValueTask ReleaseAsync(Scheduler scheduler)
    {
        foreach (var (key, contact) in scheduler.Exclusives.TakeReleases(MostContacts))
        {
            var person = Suppression.Restore(key.Tenant, contact, null, null);
            using var jobs = scheduler.Jobs.Borrow(await store.FindOpenJobsAsync(person));
            scheduler.Exclusives.Release(key, jobs.Slots);
        }
    }

    /// <summary>Ends the other open jobs of people who opted out in a committed attempt.</summary>
    public async ValueTask EndOptedOutAsync(Scheduler scheduler)
    {
        foreach (var person in scheduler.Suppressions.TakeOptOuts(MostContacts))
        {
            using var jobs = scheduler.Jobs.Borrow(await store.FindOpenJobsAsync(person));
            scheduler.Suppressions.End(jobs.Slots, leavesOptedOut: true);
        }
    }

    /// <summary>Removes a portion of the change feed's old changes, when the oldest may be old enough.</summary>
    public async ValueTask TrimFeedAsync(Scheduler scheduler)
    {
        if (scheduler.Feed.IsTrimDue)
        {
            scheduler.Feed.Trim(await store.ReadChangesAsync(scheduler.Feed.Oldest));
        }
    }

    /// <summary>
    /// Removes a portion of what the retention of one tenant does not keep: first campaigns, then events. Runs before this step's answers,
    /// like the purge that a user requests, and not in the same step.
    /// </summary>
    public async ValueTask RemoveOldAsync(Scheduler scheduler)
    {
        if (scheduler.Decisions.HasPurged || scheduler.Retention.TakeTurn() is not { } tenant)
        {
            return;
        }

        var ended = await store.FindCampaignsAsync(CampaignQuery.FirstEnded(tenant.Name, Retention.MostExamined));
        if (scheduler.Retention.OldestOf(tenant, ended) is { } oldest)
        {
            await PurgeAsync(scheduler, oldest.Row.Id);
            scheduler.Retention.EndTurn(tenant, hasMore: true);
            return;
        }

        var first = await store.FindFirstEventAsync(tenant.Name);
        scheduler.Retention.EndTurn(tenant, scheduler.Retention.RemoveEvents(tenant, first));
    }

    private async ValueTask PurgeAsync(Scheduler scheduler, CampaignId campaign)
    {
        await _reader.BringAsync(scheduler, campaign);
        scheduler.Purge.Begin(campaign);
        if (await store.PurgeAsync(scheduler.View.Epoch, campaign, Retention.Portion))
        {
            scheduler.Purge.End(campaign);
        }
    }

    /// <summary>
    /// Reads a portion of the attempt history for the caps of one tenant. Nothing is sent for the tenant until its history is complete.
    /// </summary>
    public async ValueTask ReadHistoryAsync(Scheduler scheduler)
    {
        scheduler.Tenants.ReadWhatIsMissing();
        if (scheduler.Tenants.NextIncomplete() is { } tenant)
        {
            _history.Clear();
            var reading = tenant.History.Reading!;
            var next = await store.ReadHistoryAsync(tenant.Name, reading.Since, reading.Place, HistoryReading.Portion, _history);
            foreach (var row in _history.Where(scheduler.Tenants.NeedsCampaign))
            {
                await _reader.BringAsync(scheduler, row.Campaign);
            }

            scheduler.Tenants.LoadHistory(tenant, _history, next);
        }
    }
}
