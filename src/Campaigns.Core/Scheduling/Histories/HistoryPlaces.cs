using System.Runtime.InteropServices;
namespace Campaigns.Scheduling;

/// <summary>
/// The place of each address's history, in two generations. A lookup or a new attempt moves an address to the young generation. When the
/// entire old generation is out of reach and the young one is as old as the reach, the young one replaces it. Unused addresses are thus
/// dropped without a search.
/// </summary>
internal sealed class HistoryPlaces
{
    private const int MostNumbers = 1 << 30;
    private Generation _young = new(1, 0);
    private Generation _old = new(0, 0);

    /// <summary>The number of addresses with a place.</summary>
    public int Count => _young.Count + _old.Places.Count;

    /// <summary>The place of an address's history. A number is never reused while a job may hold it.</summary>
    public int PlaceOf(in AddressKey address) => _young.First + IndexOf(address);

    /// <summary>Prefetches the history at a place.</summary>
    public void Fetch(int place)
    {
        var index = place - _young.First;
        if ((uint)index < (uint)_young.Count) // the job's slot may now belong to another tenant, whose numbers do not fit
        {
            Prefetch.Of(in _young.Contacts[index]);
        }
    }

    /// <summary>The first place number of this generation. It changes whenever earlier numbers become invalid.</summary>
    public int FirstPlace => _young.First;

    /// <summary>The history at a place of this generation.</summary>
    public ref ContactHistory At(int place) => ref _young.Contacts[place - _young.First];

    /// <summary>The latest instant of the dropped histories, in UTC ticks; 0 for none.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Notes the time of an event of an address.</summary>
    public void NoteUntil(long at) => _young.Newest = Math.Max(_young.Newest, at);

    /// <summary>Drops histories out of reach.</summary>
    /// <param name="since">Everything before this instant is out of reach.</param>
    /// <param name="now">The current time, in UTC ticks.</param>
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

    /// <summary>Drops all histories. Earlier numbers become invalid.</summary>
    public void Clear(long now) =>
        (_old, _young, Forgotten) = (new Generation(0, 0), new Generation(_young.First + _young.Count, now), 0);

    /// <summary>Whether the numbers are nearly used up and must restart. No job may hold an earlier number then.</summary>
    public bool IsRunningOut => _young.First > MostNumbers;

    /// <summary>Restarts the numbers.</summary>
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
                ? Move(_old.Contacts[before])
                : new ContactHistory { Channel = address.Channel };
        }

        return index;
    }

    private ContactHistory Move(in ContactHistory history)
    {
        NoteUntil(Math.Max(history.LastAt, history.Conversation));
        return history;
    }

    private sealed class Generation(int first, long began)
    {
        public ContactHistory[] Contacts = [];

        public Dictionary<AddressKey, int> Places { get; } = [];

        /// <summary>The number of the first place.</summary>
        public int First { get; set; } = first;

        public int Count { get; set; }

        /// <summary>The latest instant noted for any of the addresses, in UTC ticks.</summary>
        public long Newest { get; set; }

        /// <summary>When this generation became the young one, in UTC ticks; 0 for the first.</summary>
        public long Began { get; } = began;
    }
}
