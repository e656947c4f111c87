
namespace Campaigns.Scheduling;

/// <summary>
/// The attempts of a tenant that its caps look back on, by the names of those who were contacted. Kept only for tenants with caps, and only
/// within their reach. Each name has a place; the attempts stand in one log, those under a name chained. One that is live stands in it too.
/// </summary>
internal sealed class TenantHistory
{
    private readonly HistoryPlaces _places = new();
    private HistoryLog _log = new(new HistoryLog().End); // 0 stands for no group
    private TimeSpan _reach;
    private long _readSince;

    /// <param name="tenant">The tenant's index.</param>
    public TenantHistory(int tenant)
    {
        Cards = new PersonCards(tenant, _places);
        Wake = new HeapNode<object>(this);
    }

    /// <summary>Wakes to give back what is out of reach, also when nothing is noted any more.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>
    /// How far the store was read; null when all that is within reach is in memory. Until then nothing is sent for the tenant.
    /// </summary>
    public HistoryReading? Reading { get; private set; }

    /// <summary>How many names it holds.</summary>
    public int Places => _places.Count;

    /// <summary>Jobs that wait for the end of a live attempt.</summary>
    public PersonWaiters Waiters { get; } = new();

    /// <summary>Takes over how far the caps look back; 0 for not at all.</summary>
    /// <param name="reach">How far.</param>
    /// <param name="rules">By which names they know a person.</param>
    /// <returns>Whether that is more than before: then the store must be read.</returns>
    public bool LookBack(TimeSpan reach, FrequencyRules rules)
    {
        var isMore = reach > _reach || (rules.Person.Length > 0 && !Cards.OfPerson) || (rules.Channel.Length > 0) != Cards.OfChannel;
        _reach = reach;
        if (reach == TimeSpan.Zero)
        {
            Clear(0);
        }

        if (isMore || reach == TimeSpan.Zero)
        {
            Cards.Follow(rules);
        }

        return isMore && reach > TimeSpan.Zero;
    }

    /// <summary>Where the histories of each contact stand, under each name.</summary>
    public PersonCards Cards { get; }

    /// <summary>The attempts under several names, the newest first.</summary>
    /// <param name="names">Where the histories stand.</param>
    /// <param name="heads">Room for as many.</param>
    /// <param name="conversation">When the last conversation ended, in UTC ticks; 0 for never.</param>
    public HistoryWalk Walk(ReadOnlySpan<int> names, Span<long> heads, out long conversation)
    {
        conversation = 0;
        for (var i = 0; i < names.Length; i++)
        {
            ref var history = ref _places.At(names[i]);
            heads[i] = _log.Newest(history);
            conversation = Math.Max(conversation, history.Conversation);
        }

        return new HistoryWalk(_log, heads);
    }

    /// <summary>
    /// Whether what the caps look back on may be missing: the clock was set back to before what was read, or to what was forgotten.
    /// </summary>
    public bool IsMissing(long now) => now - _reach.Ticks < _readSince || now - _reach.Ticks <= Math.Max(_log.Forgotten, _places.Forgotten);

    /// <summary>
    /// Begins to read all that is within reach from the store. Live attempts are to be noted again: the store does not tell of them.
    /// </summary>
    public void BeginReading(long now)
    {
        Clear(now);
        _readSince = now - _reach.Ticks;
        Reading = new HistoryReading(_readSince);
    }

    /// <summary>All that is within reach is in memory.</summary>
    public void EndReading() => Reading = null;

    /// <summary>Notes a live attempt.</summary>
    /// <param name="names">Where the histories of its contact stand.</param>
    /// <param name="at">When it was committed.</param>
    /// <returns>What <see cref="End"/> knows it by.</returns>
    public long Begin(ReadOnlySpan<int> names, long at)
    {
        if (Renewable(names, at) is >= 0 and var group)
        {
            _log.Renew(group, at);
            foreach (var name in names)
            {
                _places.At(name).Renew(at);
            }

            _places.NoteUntil(at);
            return group;
        }

        return Add(names, at, 0, NotedState.Live);
    }

    /// <summary>A live attempt has ended.</summary>
    /// <param name="noted">What <see cref="Begin"/> has returned.</param>
    /// <param name="address">The address that was contacted.</param>
    /// <param name="at">When it was committed.</param>
    /// <param name="counts">Whether it may have reached the contact.</param>
    public void End(long noted, in AddressKey address, long at, bool counts)
    {
        _log.Set(noted, counts ? NotedState.Counts : NotedState.Void);
        if (counts)
        {
            Reading?.NoteMeanwhile(address, at);
        }
    }

    /// <summary>Notes an attempt that has ended and may have reached the contact.</summary>
    /// <param name="names">Where the histories of its contact stand.</param>
    /// <param name="address">The address that was contacted.</param>
    /// <param name="at">When it was committed.</param>
    public void Note(ReadOnlySpan<int> names, in AddressKey address, long at)
    {
        Reading?.NoteMeanwhile(address, at);
        Add(names, at, 0, NotedState.Counts);
    }

    /// <summary>Takes in what was noted before this process.</summary>
    public void Load(Contact contact, in AddressKey address, long at, long conversationAt)
    {
        if (Reading?.TakeNoted(address, at) is true)
        {
            return; // it ended while the store was read, and stands in both
        }

        Span<int> names = new int[Cards.CountOf(contact)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = _places.PlaceOf(Cards.NameOf(contact, address, i));
        }

        Add(names, at, conversationAt, NotedState.Counts);
    }

    /// <summary>Begins to load what will be needed soon.</summary>
    public void Fetch(int card) => Cards.Fetch(card);

    /// <summary>Gives back what is out of reach, and will do so again.</summary>
    /// <param name="now">The time.</param>
    /// <param name="wakes">Where it is woken.</param>
    /// <returns>Whether its places were numbered anew: jobs must look them up.</returns>
    public bool Forget(long now, IndexedHeap<object> wakes)
    {
        Forget(now);
        if (_reach > TimeSpan.Zero)
        {
            wakes.Set(Wake, Now.After(now, _reach));
        }

        if (!_places.IsRunningOut && !Cards.IsRunningOut)
        {
            return false;
        }

        _places.Renumber();
        Cards.Renumber();
        return true;
    }

    private void Clear(long now)
    {
        (_log, Reading) = (new HistoryLog(_log.End), null);
        _places.Clear(now);
    }

    /// <summary>Gives back what is out of reach.</summary>
    public void Forget(long now)
    {
        _log.Forget(now - _reach.Ticks);
        _places.Forget(now - _reach.Ticks, now);
    }

    /// <summary>
    /// The group of the newest attempt under all of the names, if it came to nothing and stands under no other; -1 otherwise.
    /// </summary>
    private long Renewable(ReadOnlySpan<int> names, long at)
    {
        var (group, distinct) = (-1L, 0);
        for (var i = 0; i < names.Length; i++)
        {
            ref var history = ref _places.At(names[i]);
            var newest = _log.Newest(history);
            if (newest < 0
                || history.LastAt > at
                || _log.Read(newest) is var entry && (entry.State != NotedState.Void || (i > 0 && entry.Group != group)))
            {
                return -1;
            }

            group = _log.Read(newest).Group;
            distinct += names[..i].Contains(names[i]) ? 0 : 1;
        }

        return _log.SizeOf(group) == distinct ? group : -1;
    }

    private long Add(ReadOnlySpan<int> names, long at, long conversationAt, NotedState state)
    {
        var group = _log.Next;
        for (var i = 0; i < names.Length; i++)
        {
            if (!names[..i].Contains(names[i]))
            {
                _log.Add(ref _places.At(names[i]), at, (int)(_log.Next - group), state);
            }
        }

        _places.NoteUntil(at);
        NoteConversation(names, conversationAt);
        return _log.Next > group ? group : -1;
    }

    /// <summary>Notes a conversation.</summary>
    /// <param name="names">Where the histories of the contact stand.</param>
    /// <param name="at">When it ended; 0 for none.</param>
    public void NoteConversation(ReadOnlySpan<int> names, long at)
    {
        if (at == 0)
        {
            return;
        }

        foreach (var name in names)
        {
            _places.At(name).NoteConversation(at);
        }

        _places.NoteUntil(at);
    }
}
