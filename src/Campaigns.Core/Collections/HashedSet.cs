namespace Campaigns;

/// <summary>
/// A set of 128-bit hashes, in an open-addressing table. An entry takes 16 bytes, and with the free places of the table 20 to 30. A hash
/// is random already, so its place is a part of it. A removal closes the gap, so that a table never fills with removed entries.
/// </summary>
internal sealed class HashedSet
{
    private const int Smallest = 8;
    private UInt128[] _table = [];
    private bool _hasZero; // zero marks a free place of the table

    /// <summary>The number of hashes.</summary>
    public int Count { get; private set; }

    /// <returns>False if the set holds the hash already.</returns>
    public bool Add(UInt128 hash)
    {
        if (hash == 0)
        {
            Count += _hasZero ? 0 : 1;
            return !_hasZero && (_hasZero = true);
        }

        if (5L * (Count + 1) > 4L * _table.Length)
        {
            Grow();
        }

        var place = Find(hash);
        if (_table[place] != 0)
        {
            return false;
        }

        _table[place] = hash;
        Count++;
        return true;
    }

    public bool Contains(UInt128 hash) => hash == 0 ? _hasZero : Count > 0 && _table.Length > 0 && _table[Find(hash)] != 0;

    /// <returns>False if the set does not hold the hash.</returns>
    public bool Remove(UInt128 hash)
    {
        if (!Contains(hash))
        {
            return false;
        }

        Count--;
        if (hash == 0)
        {
            _hasZero = false;
            return true;
        }

        CloseGap(Find(hash));
        return true;
    }

    /// <summary>Makes room for a number of further hashes, so that the table does not grow step by step.</summary>
    public void Reserve(int count)
    {
        if (5L * (Count + count) > 4L * _table.Length)
        {
            Rehash((int)Math.Min(Array.MaxLength, (5L * (Count + count) / 4) + 1));
        }
    }

    /// <summary>Moves the following entries up, as long as they are not in their first place.</summary>
    private void CloseGap(int gap)
    {
        for (var next = After(gap); _table[next] != 0; next = After(next))
        {
            var wanted = PlaceOf(_table[next]);
            var isBetween = gap < next ? wanted > gap && wanted <= next : wanted > gap || wanted <= next;
            if (!isBetween)
            {
                _table[gap] = _table[next];
                gap = next;
            }
        }

        _table[gap] = 0;
    }

    private int Find(UInt128 hash)
    {
        var place = PlaceOf(hash);
        while (_table[place] != 0 && _table[place] != hash)
        {
            place = After(place);
        }

        return place;
    }

    private int PlaceOf(UInt128 hash) => (int)Math.BigMul((ulong)hash, (ulong)_table.Length, out _);

    private int After(int place) => place + 1 == _table.Length ? 0 : place + 1;

    private void Grow() => Rehash((int)Math.Min(Array.MaxLength, Math.Max(Smallest, _table.Length * 3L / 2)));

    private void Rehash(int length)
    {
        var before = _table;
        _table = new UInt128[length];
        foreach (var hash in before)
        {
            if (hash != 0)
            {
                _table[Find(hash)] = hash;
            }
        }
    }
}
