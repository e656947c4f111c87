using System.Runtime.InteropServices;
using Campaigns.Scheduling.Gates;

namespace Campaigns.Scheduling;

/// <summary>
/// The attempts of a tenant that its caps look back on, by address. Kept only for tenants with caps. Each address has a place that it
/// keeps, so that a job finds its own without a search after the first time; the attempts stand in one log, those of an address chained.
/// </summary>
internal sealed class TenantHistory(TenantEntry tenant)
{
    private readonly Dictionary<AddressKey, int> _places = [];
    private HistoryLog _log = new();
    private ContactHistory[] _contacts = new ContactHistory[16]; // place 0 is nobody's
    private TimeSpan _reach;
    private long _loadedSince;

    /// <summary>Takes over how far the caps look back.</summary>
    public void LookBack(TimeSpan reach) => _reach = reach;

    /// <summary>The history of the address that a job is contacted at next.</summary>
    public ref ContactHistory Of(ref Job job, in AddressKey address)
    {
        if (_contacts[job.History].Channel != address.Channel || job.History == 0)
        {
            job.History = PlaceOf(address);
        }

        return ref _contacts[job.History];
    }

    /// <summary>When the address was tried the last time but so many; 0 if it was not within reach.</summary>
    /// <param name="history">The address's history.</param>
    /// <param name="number">1 for the last time.</param>
    public long FromLast(in ContactHistory history, int number) => history.Count < number ? 0 : _log.FromLast(history, number);

    /// <summary>Whether what the caps look back on may be missing: the clock was set back to before what was read, or to what was forgotten.</summary>
    public bool IsMissing(long now) => now - _reach.Ticks < _loadedSince || now - _reach.Ticks <= _log.Forgotten;

    /// <summary>What has ended since an instant was taken in.</summary>
    public void LoadedSince(long since) => _loadedSince = since;

    /// <summary>Notes an attempt of a job that may have reached the contact.</summary>
    /// <param name="job">The job.</param>
    /// <param name="route">The channel of the attempt.</param>
    /// <param name="at">When it was committed.</param>
    /// <param name="conversationAt">When it ended, if it was a conversation; 0 otherwise.</param>
    /// <param name="now">The time.</param>
    /// <param name="isNew">False for one that is noted already, of which a late report tells.</param>
    public void Note(ref Job job, Route route, long at, long conversationAt, long now, bool isNew = true)
    {
        _log.Forget(now - _reach.Ticks);
        var isKnown = job.History != 0 && _contacts[job.History].Channel == route.Index;
        var place = isKnown ? job.History : PlaceOf(AddressKey.Of(tenant, route, job.Contact)); // before the array is looked at, which may grow
        Note(ref _contacts[place], at, conversationAt, isNew);
    }

    /// <summary>Takes in what was noted before this process.</summary>
    public void Load(AddressKey address, long at, long conversationAt)
    {
        var place = PlaceOf(address);
        Note(ref _contacts[place], at, conversationAt, isNew: true);
    }

    /// <summary>Begins to load what will be needed soon.</summary>
    public void Fetch(int place)
    {
        if (place > 0 && place < _contacts.Length) // a slot may hold another tenant's job by now
        {
            Prefetch.Of(in _contacts[place]);
        }
    }

    /// <summary>Forgets all attempts; the places stay.</summary>
    public void Clear()
    {
        _log = new HistoryLog();
        _contacts = Array.ConvertAll(_contacts, contact => new ContactHistory { Channel = contact.Channel });
    }

    private void Note(ref ContactHistory history, long at, long conversationAt, bool isNew)
    {
        if (isNew)
        {
            _log.Add(ref history, at);
        }

        history.Conversation = Math.Max(history.Conversation, conversationAt);
    }

    private int PlaceOf(AddressKey address)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, address, out var isKnown);
        if (!isKnown)
        {
            place = _places.Count;
            if (place == _contacts.Length)
            {
                Array.Resize(ref _contacts, place * 2);
            }

            _contacts[place].Channel = address.Channel;
        }

        return place;
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
