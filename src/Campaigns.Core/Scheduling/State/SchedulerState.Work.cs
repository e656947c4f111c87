using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The caller ids, the work that is due in this step or a later one, the wake-ups at later times, and what a step asks for.
/// </summary>
internal sealed partial class SchedulerState
{
    /// <summary>The caller ids of all providers.</summary>
    public CallerIdTable CallerIds { get; } = new();

    /// <summary>Tenants with parked jobs that must return to their lanes.</summary>
    public Queue<ParkedByTenant> ParkedThatNeedWork { get; } = [];

    /// <summary>Tenants whose caps need more history than memory holds.</summary>
    public Queue<TenantEntry> IncompleteHistories { get; } = [];

    /// <summary>The wake-ups by the wall clock, for example of lanes, campaign starts and expiries.</summary>
    public IndexedHeap<object> WallWakes { get; } = new();

    /// <summary>The wake-ups by the monotonic clock, for example of rates and providers.</summary>
    public IndexedHeap<object> MonoWakes { get; } = new();

    /// <summary>Lanes that need a page from the store.</summary>
    public List<Lane> LanesThatNeedPages { get; } = [];

    /// <summary>Lanes with due jobs that must leave the lane without being contacted.</summary>
    public Queue<Lane> LanesThatNeedWork { get; } = [];

    /// <summary>Lanes in which a job may have expired.</summary>
    public Queue<Lane> ExpiringLanes { get; } = [];

    /// <summary>Contacts with an ended job, for which another job may be queued.</summary>
    public Queue<(ExclusivityKey Key, string Contact)> Releases { get; } = [];

    /// <summary>Do-not-contact entries added by opt-outs. The other jobs of these persons must end.</summary>
    public Queue<Suppression> OptOuts { get; } = [];

    /// <summary>Lanes of ended campaigns whose memory must be freed.</summary>
    public Queue<Lane> RetiredLanes { get; } = [];

    /// <summary>Drops the attempts out of a history's reach, and schedules the next wake-up.</summary>
    public void Forget(TenantHistory history)
    {
        if (history.Forget(Now.Wall, WallWakes))
        {
            Jobs.ForgetPlaces();
        }
    }

    public void WakeAtWall(HeapNode<object> node, long at) => WallWakes.Set(node, at);

    public void CancelWallWake(HeapNode<object> node) => WallWakes.Remove(node);

    public void WakeAtMono(HeapNode<object> node, long at) => MonoWakes.Set(node, at);

    public void CancelMonoWake(HeapNode<object> node) => MonoWakes.Remove(node);

    /// <summary>Queues a lane for a read from the store.</summary>
    public void AskForPage(Lane lane)
    {
        lane.AwaitPage();
        LanesThatNeedPages.Add(lane);
    }

    /// <summary>Clears the queue of lanes that need a page.</summary>
    public void ClearPages() => LanesThatNeedPages.Clear();

    /// <summary>Queues a lane with due jobs that must leave the lane.</summary>
    public void AskForWork(Lane lane)
    {
        lane.AwaitWork();
        LanesThatNeedWork.Enqueue(lane);
    }

    /// <summary>Removes the first queued lane, because no due job must leave it any longer.</summary>
    public void EndWork() => LanesThatNeedWork.Dequeue().StopAwaitingWork();

    /// <summary>Queues a tenant with parked jobs that must return.</summary>
    public void AskForReturn(ParkedByTenant parked)
    {
        parked.AwaitWork();
        ParkedThatNeedWork.Enqueue(parked);
    }

    public bool TryTakeParked(out ParkedByTenant parked) => ParkedThatNeedWork.TryDequeue(out parked!);

    /// <summary>Queues a lane to be checked for expired jobs.</summary>
    public void LookForExpired(Lane lane) => ExpiringLanes.Enqueue(lane);

    public bool TryTakeExpiring(out Lane lane) => ExpiringLanes.TryDequeue(out lane!);

    /// <summary>Queues a tenant to read more of its history.</summary>
    public void ReadHistory(TenantEntry tenant) => IncompleteHistories.Enqueue(tenant);

    public bool TryTakeIncomplete(out TenantEntry tenant) => IncompleteHistories.TryDequeue(out tenant!);

    /// <summary>Queues a contact with an ended job, for which another job may be queued.</summary>
    public void Release(ExclusivityKey key, string contact) => Releases.Enqueue((key, contact));

    public void NoteOptOut(Suppression entry) => OptOuts.Enqueue(entry);

    /// <summary>Queues a lane to be freed, a limited number of jobs per step.</summary>
    public void Retire(Lane lane) => RetiredLanes.Enqueue(lane);

    /// <summary>Removes the first retired lane, which holds no more jobs.</summary>
    public void DropRetired() => RetiredLanes.Dequeue();

    /// <summary>Removes and returns up to the given number of items from a queue.</summary>
    public static T[] DequeueUpTo<T>(Queue<T> queue, int most)
    {
        T[] taken = queue.Count == 0 ? [] : new T[Math.Min(queue.Count, most)];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = queue.Dequeue();
        }

        return taken;
    }

    /// <summary>Requests the withdrawal of a live job's attempt, if it has not been sent.</summary>
    public void Withdraw(int slot)
    {
        ref var job = ref Jobs[slot];
        ref var attempt = ref Live[job.Live];
        if (attempt.State <= AttemptState.Sending)
        {
            var id = new AttemptId(Stamp, job.Id, job.Number);
            Decisions.Ask(new ProviderRequest(Request.Withdraw, id, job.Live, attempt.Provider, attempt.CallId));
        }
    }

    /// <summary>Publishes a stop. An attempt decided before the stop and not yet sent will not be sent.</summary>
    /// <param name="stop">The switch to throw.</param>
    /// <param name="scope">The scope of the stop, which may be narrower than the switch.</param>
    public void Stop(StopSwitch stop, in StopScope scope)
    {
        stop.Stop();
        Decisions.Stop(scope);
    }

    public void Publish(CampaignEvent happened)
    {
        if (WantsEvents)
        {
            Decisions.Publish(happened);
        }
    }

    /// <summary>Adds an entry to its tenant's do-not-contact list.</summary>
    /// <returns>False if the list has the entry already. Its time and reason then stay.</returns>
    public bool Suppress(Suppression entry, SuppressionReason reason)
    {
        var list = Tenant(entry.Tenant).Suppressions;
        var text = entry.ContactKey ?? entry.Address!;
        var (hash, isKey) = (list.HashOf(text), entry.ContactKey is not null);
        if (!list.Add(isKey, entry.Channel, hash))
        {
            return false;
        }

        Decisions.Batch.Write(new SuppressionRow(entry.Tenant, hash, isKey, entry.Channel, text, Now.Instant, reason));
        return true;
    }
}
