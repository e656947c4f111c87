namespace Campaigns;

/// <summary>A queue of values that can also be put back at the front.</summary>
internal sealed class Ring<T>
{
    private T[] _items = [];
    private int _first;

    public int Count { get; private set; }

    public T First => _items[_first];

    public T this[int index] => _items[(_first + index) & (_items.Length - 1)];

    public T Last => _items[(_first + Count - 1) & (_items.Length - 1)];

    public void AddLast(T item)
    {
        Reserve();
        _items[(_first + Count++) & (_items.Length - 1)] = item;
    }

    public void AddFirst(T item)
    {
        Reserve();
        _first = (_first - 1) & (_items.Length - 1);
        _items[_first] = item;
        Count++;
    }

    public T TakeFirst()
    {
        var item = _items[_first];
        _items[_first] = default!;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
        return item;
    }

    private void Reserve()
    {
        if (Count < _items.Length)
        {
            return;
        }

        var larger = new T[Math.Max(8, Count * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _items[(_first + i) & (_items.Length - 1)];
        }

        _items = larger;
        _first = 0;
    }
}
