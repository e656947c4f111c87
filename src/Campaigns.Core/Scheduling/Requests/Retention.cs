using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Decides when to remove what a tenant's retention does not keep any longer. Tenants take turns, and one portion is removed per pause, so
/// that removal delays dispatch by a small part of the time only.
/// </summary>
internal sealed class Retention(SchedulerState state, CampaignPurge purge)
{
    /// <summary>The approximate number of rows per portion.</summary>
    public const int Portion = 200;

    /// <summary>The number of ended campaigns to examine per turn. More than a few that may not be removed yet are rare.</summary>
    public const int MostExamined = 8;

    /// <summary>The shortest time between two portions.</summary>
    private static readonly long Pause = TimeSpan.FromMilliseconds(100).Ticks;

    /// <summary>The time after which a tenant without anything to remove is examined again.</summary>
    private static readonly long Round = TimeSpan.FromHours(1).Ticks;

    private readonly PriorityQueue<TenantEntry, long> _turns = new();
    private readonly HashSet<TenantEntry> _watched = [];
    private long _pausedUntil;

    /// <summary>When the next portion is due, on the monotonic clock; <see cref="long.MaxValue"/> if no tenant has a retention.</summary>
    public long NextAt => _turns.TryPeek(out _, out var at) ? Math.Max(at, _pausedUntil) : long.MaxValue;

    /// <summary>Watches a tenant whose settings have a retention.</summary>
    public void Watch(TenantEntry tenant)
    {
        if (tenant.Settings.Retention is not null && _watched.Add(tenant))
        {
            _turns.Enqueue(tenant, state.Now.Mono);
        }
    }

    /// <summary>Takes the tenant whose turn is due; null if there is none. <see cref="EndTurn"/> must follow.</summary>
    public TenantEntry? TakeTurn()
    {
        while (!state.IsStopping && NextAt <= state.Now.Mono)
        {
            var tenant = _turns.Dequeue();
            if (tenant.Settings.Retention is not null)
            {
                _pausedUntil = state.Now.Mono + Pause;
                return tenant;
            }

            _watched.Remove(tenant);
        }

        return null;
    }

    /// <summary>Ends the turn of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="hasMore">Whether a portion was removed, and more may be left.</param>
    public void EndTurn(TenantEntry tenant, bool hasMore) => _turns.Enqueue(tenant, state.Now.Mono + (hasMore ? Pause : Round));

    /// <summary>The first campaign that is old enough and can be removed now; null for none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ended">Ended campaigns of the tenant, as stored.</param>
    public CampaignRecord? OldestOf(TenantEntry tenant, IEnumerable<CampaignRecord> ended)
    {
        var kept = tenant.Settings.Retention!.Value;
        kept = tenant.NeedsHistory && tenant.Settings.Reach > kept ? tenant.Settings.Reach : kept;
        return ended.FirstOrDefault(record => record.Row.EndedAt < Before(kept) && purge.IsPossible(record.Row.Id));
    }

    /// <summary>Removes a portion of the tenant's oldest events, if they are old enough.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="oldest">The oldest entry of the tenant in the event log; null for none.</param>
    /// <returns>Whether a portion is removed.</returns>
    public bool RemoveEvents(TenantEntry tenant, LoggedEvent? oldest)
    {
        var before = Before(tenant.Settings.Retention!.Value);
        if (oldest is null || oldest.ReceivedAt >= before)
        {
            return false;
        }

        state.Decisions.Batch.Write(new EventPurge(tenant.Name, before, Portion));
        return true;
    }

    private DateTimeOffset Before(TimeSpan kept) =>
        state.Now.Wall > kept.Ticks ? new DateTimeOffset(state.Now.Wall - kept.Ticks, TimeSpan.Zero) : DateTimeOffset.MinValue;
}
