namespace Campaigns.Scheduling;

/// <summary>
/// The attempts that a tenant's caps look back on, by the names of the contacted persons. Kept only for tenants with caps, and only within
/// the reach of the caps. Each name has a place. One log holds all attempts, live ones included, and chains the attempts under each name.
/// </summary>
internal sealed class TenantHistory
{
    private readonly HistoryPlaces _places = new();
    private HistoryLog _log = new(new HistoryLog().End); // number 0 stands for no group
    private TimeSpan _reach;
    private long _readSince;

    /// <param name="tenant">The tenant's index.</param>
    public TenantHistory(int tenant)
    {
        Cards = new PersonCards(tenant, _places);
        Wake = new HeapNode<object>(this);
    }

    /// <summary>Wakes the scheduler to drop attempts out of reach, even when no new attempts are noted.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>
    /// The progress of reading the store; null if memory holds all attempts within reach. During the read, the tenant has no sends.
    /// </summary>
    public HistoryReading? Reading { get; private set; }

    /// <summary>The number of names with a place.</summary>
    public int Places => _places.Count;

    /// <summary>Jobs that wait for a live attempt to end.</summary>
    public PersonWaiters Waiters { get; } = new();

    /// <summary>Sets how far the caps look back.</summary>
    /// <param name="reach">The reach of the caps; 0 for no caps.</param>
    /// <param name="rules">The rules, which determine the names of a person.</param>
    /// <returns>Whether the caps now need more than before, so that the store must be read.</returns>
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

    /// <summary>The places of each contact's histories, by name.</summary>
    public PersonCards Cards { get; }

    /// <summary>Enumerates the attempts under several names, the newest first.</summary>
    /// <param name="names">The places of the histories.</param>
    /// <param name="heads">A buffer with one element per name.</param>
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
    /// Whether attempts within reach may be missing: the clock was set back, and the reach now includes a time that was not read or was
    /// forgotten.
    /// </summary>
    public bool IsMissing(long now) => now - _reach.Ticks < _readSince || now - _reach.Ticks <= Math.Max(_log.Forgotten, _places.Forgotten);

    /// <summary>
    /// Begins to read all attempts within reach from the store. The caller must note live attempts again, because the store does not return
    /// them.
    /// </summary>
    public void BeginReading(long now)
    {
        Clear(now);
        _readSince = now - _reach.Ticks;
        Reading = new HistoryReading(_readSince);
    }

    /// <summary>Ends reading: all attempts within reach are in memory.</summary>
    public void EndReading() => Reading = null;

    /// <summary>Notes a live attempt.</summary>
    /// <param name="names">The places of its contact's histories.</param>
    /// <param name="at">When the attempt was committed, in UTC ticks.</param>
    /// <returns>The id to pass to <see cref="End"/>.</returns>
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

    /// <summary>Notes the end of a live attempt.</summary>
    /// <param name="noted">The result of <see cref="Begin"/>.</param>
    /// <param name="address">The address that was contacted.</param>
    /// <param name="at">When the attempt was committed, in UTC ticks.</param>
    /// <param name="counts">Whether the attempt may have reached the contact.</param>
    public void End(long noted, in AddressKey address, long at, bool counts)
    {
        _log.Set(noted, counts ? NotedState.Counts : NotedState.Void);
        if (counts)
        {
            Reading?.NoteMeanwhile(address, at);
        }
    }

    /// <summary>Notes an attempt that has ended and may have reached the contact.</summary>
    /// <param name="names">The places of its contact's histories.</param>
    /// <param name="address">The address that was contacted.</param>
    /// <param name="at">When the attempt was committed, in UTC ticks.</param>
    public void Note(ReadOnlySpan<int> names, in AddressKey address, long at)
    {
        Reading?.NoteMeanwhile(address, at);
        Add(names, at, 0, NotedState.Counts);
    }

    /// <summary>Adds an attempt that an earlier process noted.</summary>
    public void Load(Contact contact, in AddressKey address, long at, long conversationAt)
    {
        if (Reading?.TakeNoted(address, at) is true)
        {
            return; // the attempt ended during the read and is already noted
        }

        Span<int> names = new int[Cards.CountOf(contact)];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = _places.PlaceOf(Cards.NameOf(contact, address, i));
        }

        Add(names, at, conversationAt, NotedState.Counts);
    }

    /// <summary>Prefetches the history behind a card.</summary>
    public void Fetch(int card) => Cards.Fetch(card);

    /// <summary>Drops attempts out of reach and schedules the next wake-up.</summary>
    /// <param name="now">The current time, in UTC ticks.</param>
    /// <param name="wakes">The heap that schedules the wake-up.</param>
    /// <returns>Whether the places were renumbered, so that jobs must look them up again.</returns>
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

    /// <summary>Drops attempts out of reach.</summary>
    public void Forget(long now)
    {
        _log.Forget(now - _reach.Ticks);
        _places.Forget(now - _reach.Ticks, now);
    }

    /// <summary>
    /// The group of the newest attempt if it can be reused; -1 otherwise. The attempt must be the newest under all of the names, have no
    /// other name and have come to nothing.
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
    /// <param name="names">The places of the contact's histories.</param>
    /// <param name="at">When the conversation ended, in UTC ticks; 0 for none.</param>
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
