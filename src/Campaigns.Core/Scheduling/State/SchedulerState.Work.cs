namespace Campaigns.Scheduling;

/// <summary>What is to be done in this step or a later one: by itself, or when a clock comes to an instant.</summary>
internal sealed partial class SchedulerState
{
    /// <summary>Tenants of which jobs that were set aside are to return.</summary>
    public Queue<ParkedByTenant> ParkedThatNeedWork { get; } = [];

    /// <summary>Tenants whose caps look back on more than is in memory yet.</summary>
    public Queue<TenantEntry> IncompleteHistories { get; } = [];

    /// <summary>What wakes by the wall clock: lanes, starts, expiries.</summary>
    public IndexedHeap<object> WallWakes { get; } = new();

    /// <summary>What wakes by the monotonic clock: providers.</summary>
    public IndexedHeap<object> MonoWakes { get; } = new();

    /// <summary>Lanes that want to read from the store.</summary>
    public List<Lane> LanesThatNeedPages { get; } = [];

    /// <summary>Lanes with jobs that are due for something else than to be contacted.</summary>
    public Queue<Lane> LanesThatNeedWork { get; } = [];

    /// <summary>Lanes of which a job may have expired.</summary>
    public Queue<Lane> ExpiringLanes { get; } = [];

    /// <summary>Contacts of whom a job has ended, for which another one may be waiting.</summary>
    public Queue<(ExclusivityKey Key, string Contact)> Releases { get; } = [];

    /// <summary>Entries that opting out has put on do-not-contact lists, of which the person's other jobs are to end.</summary>
    public Queue<Suppression> OptOuts { get; } = [];

    /// <summary>Lanes of ended campaigns whose memory is still to be given back.</summary>
    public Queue<Lane> RetiredLanes { get; } = [];

    /// <summary>Gives back what is out of a history's reach, and will do so again.</summary>
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

    /// <summary>A lane is to read from the store.</summary>
    public void AskForPage(Lane lane)
    {
        lane.AwaitPage();
        LanesThatNeedPages.Add(lane);
    }

    /// <summary>All lanes that were to read from the store do.</summary>
    public void ClearPages() => LanesThatNeedPages.Clear();

    /// <summary>A lane has jobs to be led elsewhere.</summary>
    public void AskForWork(Lane lane)
    {
        lane.AwaitWork();
        LanesThatNeedWork.Enqueue(lane);
    }

    /// <summary>The first lane with jobs to be led elsewhere has none any more.</summary>
    public void EndWork() => LanesThatNeedWork.Dequeue().StopAwaitingWork();

    /// <summary>Jobs of a tenant that were set aside are to return.</summary>
    public void AskForReturn(ParkedByTenant aside)
    {
        aside.AwaitWork();
        ParkedThatNeedWork.Enqueue(aside);
    }

    public bool TryTakeParked(out ParkedByTenant aside) => ParkedThatNeedWork.TryDequeue(out aside!);

    /// <summary>A lane is looked at for jobs that have expired.</summary>
    public void LookForExpired(Lane lane) => ExpiringLanes.Enqueue(lane);

    public bool TryTakeExpiring(out Lane lane) => ExpiringLanes.TryDequeue(out lane!);

    /// <summary>More of a tenant's history is to be read.</summary>
    public void ReadHistory(TenantEntry tenant) => IncompleteHistories.Enqueue(tenant);

    public bool TryTakeIncomplete(out TenantEntry tenant) => IncompleteHistories.TryDequeue(out tenant!);

    /// <summary>Somebody may wait for a job of a contact that has ended.</summary>
    public void Release(ExclusivityKey key, string contact) => Releases.Enqueue((key, contact));

    public void NoteOptOut(Suppression entry) => OptOuts.Enqueue(entry);

    /// <summary>Gives back the memory of a lane, a share in each step.</summary>
    public void Retire(Lane lane) => RetiredLanes.Enqueue(lane);

    /// <summary>The first retired lane holds nothing any more.</summary>
    public void DropRetired() => RetiredLanes.Dequeue();

    /// <summary>Takes at most so many of what waits in a queue.</summary>
    public static T[] Take<T>(Queue<T> queue, int most)
    {
        T[] taken = queue.Count == 0 ? [] : new T[Math.Min(queue.Count, most)];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = queue.Dequeue();
        }

        return taken;
    }
}
