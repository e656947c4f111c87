using System.Runtime.InteropServices;
using Campaigns.Collections;

namespace Campaigns.Scheduling;

/// <summary>
/// Where the history of each address stands. In two generations: whoever is looked at or noted stands in the young one, and when all of the
/// old one
/// is out of reach, it is dropped as a whole, and a young one that is as old as the reach takes its place. So what nobody asks for is given
/// back without a search.
/// </summary>
internal sealed class HistoryPlaces
{
    private const int MostNumbers = 1 << 30;
    private Generation _young = new(1, 0);
    private Generation _old = new(0, 0);

    /// <summary>How many addresses have a place.</summary>
    public int Count => _young.Count + _old.Places.Count;

    /// <summary>Where the history of an address stands. A number is never given twice while a job may hold it.</summary>
    public int PlaceOf(in AddressKey address) => _young.First + IndexOf(address);

    /// <summary>Begins to load what will be needed soon.</summary>
    public void Fetch(int place)
    {
        var index = place - _young.First;
        if ((uint)index < (uint)_young.Count) // a slot may hold another tenant's job by now
        {
            Prefetch.Of(in _young.Contacts[index]);
        }
    }

    /// <summary>Changes whenever numbers of before mean nothing any more.</summary>
    public int FirstPlace => _young.First;

    /// <summary>The history that stands at a number of this generation.</summary>
    public ref ContactHistory At(int place) => ref _young.Contacts[place - _young.First];

    /// <summary>The latest instant of what was given back; 0 for nothing.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Something of an address was noted that happened at an instant.</summary>
    public void NoteUntil(long at) => _young.Newest = Math.Max(_young.Newest, at);

    /// <summary>Gives back what nobody looks back on.</summary>
    /// <param name="since">Everything before this instant is out of reach.</param>
    /// <param name="now">The time.</param>
    public void Forget(long since, long now)
    {
        if (_old.Newest >= since)
        {
            return;
        }

        Forgotten = Math.Max(Forgotten, _old.Newest);
        if (_young.Newest < since)
        {
            Forgotten = Math.Max(Forgotten, _young.Newest);
            (_old, _young) = (new Generation(0, 0), _young.Count == 0 ? _young : new Generation(_young.First + _young.Count, now));
        }
        else if (_young.Began <= since)
        {
            (_old, _young) = (_young, new Generation(_young.First + _young.Count, now));
        }
    }

    /// <summary>Gives everything back. Numbers of before mean nothing any more.</summary>
    public void Clear(long now) =>
        (_old, _young, Forgotten) = (new Generation(0, 0), new Generation(_young.First + _young.Count, now), 0);

    /// <summary>Whether so many numbers were given that they must begin anew: then no job may hold one of before.</summary>
    public bool IsRunningOut => _young.First > MostNumbers;

    /// <summary>Begins the numbers anew.</summary>
    public void Renumber() => _young.First = 1;

    private int IndexOf(in AddressKey address)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_young.Places, address, out var isKnown);
        if (!isKnown)
        {
            index = _young.Count++;
            if (index == _young.Contacts.Length)
            {
                Array.Resize(ref _young.Contacts, Math.Max(4, index * 2));
            }

            _young.Contacts[index] = _old.Count > 0 && _old.Places.Remove(address, out var before)
                ? Take(_old.Contacts[before])
                : new ContactHistory { Channel = address.Channel };
        }

        return index;
    }

    private ContactHistory Take(in ContactHistory history)
    {
        NoteUntil(Math.Max(history.LastAt, history.Conversation));
        return history;
    }

    private sealed class Generation(int first, long began)
    {
        public ContactHistory[] Contacts = [];

        public Dictionary<AddressKey, int> Places { get; } = [];

        /// <summary>The number of its first place.</summary>
        public int First { get; set; } = first;

        public int Count { get; set; }

        /// <summary>The latest instant that was noted of any of its addresses.</summary>
        public long Newest { get; set; }

        /// <summary>When it became the young one, in UTC ticks; 0 for the first.</summary>
        public long Began { get; } = began;
    }
}
