namespace Campaigns.Scheduling;

/// <summary>
/// Finds the histories of a contact under each of its names. A card holds their place numbers side by side, so that a job searches only the
/// first time. All cards are dropped when the generation of their places ends.
/// </summary>
internal sealed class PersonCards(int tenant, HistoryPlaces places)
{
    private const int MostNumbers = 1 << 30;
    private int[] _numbers = [];
    private int _used;
    private int _first = 1;
    private int _generation;

    /// <summary>Whether attempts are noted under the contacted address on its channel. This name comes before all others.</summary>
    public bool OfChannel { get; private set; }

    /// <summary>Whether attempts are noted under all names of the person.</summary>
    public bool OfPerson { get; private set; }

    /// <summary>Sets the names that the rules need.</summary>
    public void Follow(FrequencyRules rules) => (OfPerson, OfChannel) = (rules.Person.Length > 0, rules.Channel.Length > 0);

    /// <summary>Whether the numbers are nearly used up and must restart.</summary>
    public bool IsRunningOut => _first > MostNumbers;

    /// <summary>The places of a contact's histories.</summary>
    /// <param name="card">The card found the last time, or 0. Receives the current card.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="address">The address to contact.</param>
    public ReadOnlySpan<int> Of(scoped ref int card, Contact contact, in AddressKey address)
    {
        if (_generation != places.FirstPlace)
        {
            Clear();
        }

        var index = card - _first;
        if ((uint)index >= (uint)_used || (OfChannel && places.At(_numbers[index + 1]).Channel != address.Channel))
        {
            index = Make(contact, address);
            card = _first + index;
        }

        return _numbers.AsSpan(index + 1, _numbers[index]);
    }

    /// <summary>Prefetches a card's first history.</summary>
    public void Fetch(int card)
    {
        var index = card - _first;
        if ((uint)index < (uint)_used && _generation == places.FirstPlace && _numbers[index] > 0)
        {
            places.Fetch(_numbers[index + 1]);
        }
    }

    /// <summary>The name at an index of a card.</summary>
    public AddressKey NameOf(Contact contact, in AddressKey address, int index) =>
        OfChannel && index == 0 ? address : PersonNames.Of(tenant, contact, index - (OfChannel ? 1 : 0));

    /// <summary>The number of names under which an attempt to a contact is noted.</summary>
    public int CountOf(Contact contact) => (OfChannel ? 1 : 0) + (OfPerson ? PersonNames.CountOf(contact) : 0);

    /// <summary>Restarts the numbers. No job may hold an earlier number.</summary>
    public void Renumber() => (_first, _used) = (1, 0);

    private void Clear()
    {
        _first += _used;
        _generation = places.FirstPlace;
        (_numbers, _used) = ([], 0);
    }

    private int Make(Contact contact, in AddressKey address)
    {
        var (index, count) = (_used, CountOf(contact));
        _used += count + 1;
        if (_used > _numbers.Length)
        {
            Array.Resize(ref _numbers, Math.Max(_used, _numbers.Length * 2));
        }

        _numbers[index] = count;
        for (var i = 0; i < count; i++)
        {
            _numbers[index + 1 + i] = places.PlaceOf(NameOf(contact, address, i));
        }

        return index;
    }
}
