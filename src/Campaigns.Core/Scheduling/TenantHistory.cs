using Campaigns.Scheduling.Gates;

namespace Campaigns.Scheduling;

/// <summary>
/// The attempts of a tenant that its caps look back on, by address. Kept only for tenants with caps. Each address has a place that it
/// keeps, so that a job finds its own without a search after the first time.
/// </summary>
internal sealed class TenantHistory(TenantEntry tenant)
{
    private readonly Dictionary<AddressKey, int> _places = [];
    private ContactHistory[] _contacts = new ContactHistory[16]; // place 0 is nobody's
    private TimeSpan _reach;
    private int _attempts;

    /// <summary>Takes over how far the caps look back.</summary>
    public void LookBack(TenantSettings settings) => (_reach, _attempts) = (settings.Reach, settings.MostAttempts);

    /// <summary>The history of a job's address.</summary>
    public ref ContactHistory Of(ref Job job, Route route)
    {
        var place = route == job.Lane.Route ? job.History : 0; // another route: of a step that it has left
        if (place == 0)
        {
            place = PlaceOf(AddressKey.Of(tenant, route, job.Contact));
            job.History = route == job.Lane.Route ? place : job.History;
        }

        return ref _contacts[place];
    }

    /// <summary>Notes an attempt of a job that may have reached the contact.</summary>
    /// <param name="job">The job.</param>
    /// <param name="route">The channel of the attempt.</param>
    /// <param name="at">When it was committed.</param>
    /// <param name="conversationAt">When it ended, if it was a conversation; 0 otherwise.</param>
    /// <param name="now">The time.</param>
    public void Note(ref Job job, Route route, long at, long conversationAt, long now) =>
        Note(ref Of(ref job, route), at, conversationAt, now);

    /// <summary>Takes in what was noted before this process.</summary>
    public void Load(AddressKey address, long at, long conversationAt, long now)
    {
        var place = PlaceOf(address);
        Note(ref _contacts[place], at, conversationAt, now);
    }

    /// <summary>Forgets all attempts; the places stay.</summary>
    public void Clear() => Array.Clear(_contacts);

    private void Note(ref ContactHistory history, long at, long conversationAt, long now)
    {
        if (_attempts > 0)
        {
            history.Add(at, _attempts, now - _reach.Ticks);
        }

        history.Conversation = Math.Max(history.Conversation, conversationAt);
    }

    private int PlaceOf(AddressKey address)
    {
        ref var place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_places, address, out var isKnown);
        if (!isKnown)
        {
            place = _places.Count;
            if (place == _contacts.Length)
            {
                Array.Resize(ref _contacts, place * 2);
            }
        }

        return place;
    }
}

/// <summary>What a tenant's caps need to know of one address.</summary>
internal struct ContactHistory
{
    private const int FewAttempts = 4;
    private long[]? _attempts;

    /// <summary>How many attempts it holds.</summary>
    public int Count { get; private set; }

    /// <summary>When the last conversation ended, in UTC ticks; 0 for never.</summary>
    public long Conversation { get; set; }

    /// <summary>When the address was tried, counted from the last, which is 1.</summary>
    public readonly long FromLast(int number) => _attempts![Count - number];

    /// <summary>Adds an attempt in its place in time, unless it is there: a late report tells of one that is noted already.</summary>
    /// <param name="at">When it was committed.</param>
    /// <param name="keep">How many of the newest matter.</param>
    /// <param name="since">Attempts before this moment matter no more.</param>
    public void Add(long at, int keep, long since)
    {
        var place = Count;
        while (place > 0 && _attempts![place - 1] > at)
        {
            place--;
        }

        if (place > 0 && _attempts![place - 1] == at)
        {
            return;
        }

        if (Count == (_attempts?.Length ?? 0))
        {
            place -= MakeRoom(keep, since);
            if (place < 0)
            {
                return; // older than all that matter
            }
        }

        Array.Copy(_attempts!, place, _attempts!, place + 1, Count - place);
        _attempts![place] = at;
        Count++;
    }

    /// <summary>Drops the oldest that matter no more, or takes more room.</summary>
    /// <returns>How many were dropped.</returns>
    private int MakeRoom(int keep, long since)
    {
        var old = 0;
        while (old < Count && _attempts![old] < since)
        {
            old++;
        }

        old = Count >= 2 * keep ? Math.Max(old, Count - keep) : old;
        if (old == 0)
        {
            Array.Resize(ref _attempts, Math.Max(FewAttempts, Count * 2));
        }
        else
        {
            Count -= old;
            Array.Copy(_attempts!, old, _attempts!, 0, Count);
        }

        return old;
    }
}
