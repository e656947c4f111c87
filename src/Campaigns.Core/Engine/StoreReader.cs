using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Brings in from the store what the scheduler asks for of itself, a portion in each step.</summary>
internal sealed class StoreReader(GuardedStore store)
{
    private readonly CampaignReader _campaigns = new(store);
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

    /// <summary>Reads what the caps of one tenant look back on. Until all of it is read, nothing is sent for the tenant.</summary>
    public async ValueTask ReadHistoryAsync(Scheduler scheduler)
    {
        if (scheduler.State.Clock.HasLeapt)
        {
            scheduler.Tenants.ReadWhatIsMissing();
        }

        if (scheduler.Tenants.NextIncomplete() is { } tenant)
        {
            _history.Clear();
            var reading = tenant.History.Reading!;
            var next = await store.ReadHistoryAsync(tenant.Name, reading.Since, reading.Place, HistoryReading.Portion, _history);
            await _campaigns.BringAsync(scheduler, _history);
            scheduler.Tenants.LoadHistory(tenant, _history, next);
        }
    }
}
