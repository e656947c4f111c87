using Campaigns.Scheduling.Gates;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The attempts of a tenant that its caps look back on, by address. Kept only for tenants with caps, and only within their reach. Each address has
/// a place, so that a job finds its own without a search after the first time; the attempts stand in one log, those of an address chained.
/// </summary>
internal sealed class TenantHistory
{
    private readonly TenantEntry _tenant;
    private HistoryPlaces _places = new();
    private HistoryLog _log = new();
    private TimeSpan _reach;

    public TenantHistory(TenantEntry tenant)
    {
        _tenant = tenant;
        Wake = new HeapNode<object>(this);
    }

    /// <summary>Wakes to give back what is out of reach, also when nothing is noted any more.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>How far the store was read; null when all that is within reach is in memory. Until then nothing is sent for the tenant.</summary>
    public HistoryReading? Reading { get; set; }

    /// <summary>How many addresses it holds.</summary>
    public int Places => _places.Count;

    /// <summary>Takes over how far the caps look back; 0 for not at all.</summary>
    /// <returns>Whether that is farther than before: then the store must be read.</returns>
    public bool LookBack(TimeSpan reach)
    {
        var isFarther = reach > _reach;
        _reach = reach;
        if (reach == TimeSpan.Zero)
        {
            (_log, _places, Reading) = (new HistoryLog(), new HistoryPlaces(), null);
        }

        return isFarther;
    }

    /// <summary>The history of the address that a job is contacted at next.</summary>
    public ref ContactHistory Of(ref Job job, in AddressKey address) => ref _places.Of(ref job.History, address);

    /// <summary>When the address was tried the last time but so many; 0 if it was not within reach.</summary>
    /// <param name="history">The address's history.</param>
    /// <param name="number">1 for the last time.</param>
    public long FromLast(in ContactHistory history, int number) => history.Count < number ? 0 : _log.FromLast(history, number);

    /// <summary>Notes an attempt of a job that may have reached the contact.</summary>
    /// <param name="job">The job.</param>
    /// <param name="route">The channel of the attempt.</param>
    /// <param name="at">When it was committed.</param>
    /// <param name="conversationAt">When it ended, if it was a conversation; 0 otherwise.</param>
    /// <param name="now">The time.</param>
    public void Note(ref Job job, Route route, long at, long conversationAt, long now)
    {
        Forget(now);
        Note(ref _places.Of(ref job.History, AddressKey.Of(_tenant, route, job.Contact)), at, conversationAt);
    }

    /// <summary>Takes in what was noted before this process.</summary>
    public void Load(AddressKey address, long at, long conversationAt)
    {
        var place = 0;
        Note(ref _places.Of(ref place, address), at, conversationAt);
    }

    /// <summary>Begins to load what will be needed soon.</summary>
    public void Fetch(int place) => _places.Fetch(place);

    /// <summary>Gives back what is out of reach, and will do so again.</summary>
    public void Forget(SchedulerState state)
    {
        Forget(state.Now.Wall);
        if (_places.IsRunningOut)
        {
            state.Jobs.ForgetPlaces();
            _places.Renumber();
        }

        if (_reach > TimeSpan.Zero)
        {
            state.WallWakes.Set(Wake, Now.After(state.Now.Wall, _reach));
        }
    }

    private void Forget(long now)
    {
        _log.Forget(now - _reach.Ticks);
        _places.Forget(now - _reach.Ticks, now);
    }

    private void Note(ref ContactHistory history, long at, long conversationAt)
    {
        _log.Add(ref history, at);
        history.Conversation = Math.Max(history.Conversation, conversationAt);
        _places.NoteUntil(Math.Max(at, conversationAt));
    }
}

/// <summary>How far a tenant's history was read from the store.</summary>
/// <param name="Since">From when on, in UTC ticks.</param>
internal sealed record HistoryReading(long Since)
{
    /// <summary>How many attempts a portion looks at: few, because everybody's next attempts wait for it.</summary>
    public const int Portion = 1_000;

    /// <summary>Where the next portion begins.</summary>
    public HistoryPlace Place { get; set; }
}

/// <summary>What a tenant's caps need to know of one address.</summary>
internal struct ContactHistory
{
    /// <summary>Where its newest attempt stands in the log.</summary>
    public long Last;

    /// <summary>When that was committed, in UTC ticks; 0 for never.</summary>
    public long LastAt;

    /// <summary>When the last conversation ended, in UTC ticks; 0 for never.</summary>
    public long Conversation;

    /// <summary>How many attempts it has had; some of them may have been forgotten.</summary>
    public int Count;

    /// <summary>The index of the address's channel.</summary>
    public int Channel;
}
