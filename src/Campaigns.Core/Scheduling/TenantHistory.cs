using System.Runtime.InteropServices;
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
    private readonly HistoryPlaces _places = new();
    private HistoryLog _log = new();
    private TimeSpan _reach;
    private long _readSince;

    public TenantHistory(TenantEntry tenant)
    {
        _tenant = tenant;
        Wake = new HeapNode<object>(this);
    }

    /// <summary>Wakes to give back what is out of reach, also when nothing is noted any more.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>How far the store was read; null when all that is within reach is in memory. Until then nothing is sent for the tenant.</summary>
    public HistoryReading? Reading { get; private set; }

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
            Clear(0);
        }

        return isFarther;
    }

    /// <summary>The history of the address that a job is contacted at next.</summary>
    public ref ContactHistory Of(ref Job job, in AddressKey address) => ref _places.Of(ref job.History, address);

    /// <summary>When the address was tried the last time but so many; 0 if it was not within reach.</summary>
    /// <param name="history">The address's history.</param>
    /// <param name="number">1 for the last time.</param>
    public long FromLast(in ContactHistory history, int number) => history.Count < number ? 0 : _log.FromLast(history, number);

    /// <summary>Whether what the caps look back on may be missing: the clock was set back to before what was read, or to what was forgotten.</summary>
    public bool IsMissing(long now) => now - _reach.Ticks < _readSince || now - _reach.Ticks <= Math.Max(_log.Forgotten, _places.Forgotten);

    /// <summary>Begins to read all that is within reach from the store.</summary>
    public void BeginReading(long now)
    {
        Clear(now);
        _readSince = now - _reach.Ticks;
        Reading = new HistoryReading(_readSince);
    }

    /// <summary>All that is within reach is in memory.</summary>
    public void EndReading() => Reading = null;

    /// <summary>Notes an attempt of a job that may have reached the contact.</summary>
    /// <param name="job">The job.</param>
    /// <param name="route">The channel of the attempt.</param>
    /// <param name="at">When it was committed.</param>
    /// <param name="conversationAt">When it ended, if it was a conversation; 0 otherwise.</param>
    /// <param name="now">The time.</param>
    /// <param name="isNew">False for one that is noted already, of which a late report tells.</param>
    public void Note(ref Job job, Route route, long at, long conversationAt, long now, bool isNew = true)
    {
        Forget(now);
        var address = AddressKey.Of(_tenant, route, job.Contact);
        if (isNew)
        {
            Reading?.NoteMeanwhile(address, at);
        }

        Note(ref _places.Of(ref job.History, address), at, conversationAt, isNew);
    }

    /// <summary>Takes in what was noted before this process.</summary>
    public void Load(AddressKey address, long at, long conversationAt)
    {
        if (Reading?.TakeNoted(address, at) is true)
        {
            return; // it ended while the store was read, and stands in both
        }

        var place = 0;
        Note(ref _places.Of(ref place, address), at, conversationAt, isNew: true);
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

    private void Clear(long now)
    {
        (_log, Reading) = (new HistoryLog(), null);
        _places.Clear(now);
    }

    private void Forget(long now)
    {
        _log.Forget(now - _reach.Ticks);
        _places.Forget(now - _reach.Ticks, now);
    }

    private void Note(ref ContactHistory history, long at, long conversationAt, bool isNew)
    {
        if (isNew)
        {
            _log.Add(ref history, at);
        }

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

    private readonly Dictionary<(AddressKey, long), int> _meanwhile = [];

    /// <summary>Where the next portion begins.</summary>
    public HistoryPlace Place { get; set; }

    /// <summary>An attempt has ended and was noted: the store may still tell of it.</summary>
    public void NoteMeanwhile(in AddressKey address, long at) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_meanwhile, (address, at), out _)++;

    /// <summary>Whether an attempt that the store tells of was noted meanwhile.</summary>
    public bool TakeNoted(in AddressKey address, long at)
    {
        if (_meanwhile.Count == 0 || !_meanwhile.TryGetValue((address, at), out var count))
        {
            return false;
        }

        if (count == 1)
        {
            _meanwhile.Remove((address, at));
        }
        else
        {
            _meanwhile[(address, at)] = count - 1;
        }

        return true;
    }
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
