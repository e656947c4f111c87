namespace Campaigns;

/// <summary>A node of an <see cref="IndexedHeap{T}"/>. Its owner keeps it, so that moving and removing it needs no search.</summary>
internal sealed class HeapNode<T>(T owner)
{
    public T Owner { get; } = owner;

    /// <summary>The sort key, smallest first. While <see cref="IsQueued"/>, change it only through the heap.</summary>
    public long Key;

    /// <summary>Orders nodes with equal keys: first come, first served.</summary>
    public long Tie;

    internal int Index = -1;

    public bool IsQueued => Index >= 0;

    /// <summary>Resets the key to 0.</summary>
    public void ResetKey() => Key = 0;
}

/// <summary>A binary min-heap whose nodes know their position. Adding, moving or removing a node takes O(log n).</summary>
internal sealed class IndexedHeap<T>
{
    private HeapNode<T>[] _nodes = new HeapNode<T>[4];
    private long _ties;

    public int Count { get; private set; }

    public HeapNode<T> Top => _nodes[0];

    /// <summary>The smallest key; <see cref="long.MaxValue"/> for none.</summary>
    public long NextKey => Count > 0 ? Top.Key : long.MaxValue;

    public void Add(HeapNode<T> node, long key)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Count * 2);
        }

        node.Key = key;
        node.Tie = ++_ties;
        Up(node, Count++);
    }

    /// <summary>Moves the node to its new key. Adds the node if it is not queued.</summary>
    public void Set(HeapNode<T> node, long key)
    {
        if (!node.IsQueued)
        {
            Add(node, key);
            return;
        }

        var rises = key < node.Key;
        node.Key = key;
        if (rises)
        {
            Up(node, node.Index);
        }
        else
        {
            Down(node, node.Index);
        }
    }

    /// <summary>Like <see cref="Set"/>, but places the node behind all nodes with the same key.</summary>
    public void SetLast(HeapNode<T> node, long key)
    {
        node.Tie = ++_ties;
        Set(node, key);
    }

    public void Remove(HeapNode<T> node)
    {
        if (!node.IsQueued)
        {
            return;
        }

        var index = node.Index;
        node.Index = -1;
        var last = _nodes[--Count];
        _nodes[Count] = null!;
        if (last != node)
        {
            Down(last, index);
            Up(last, last.Index);
        }
    }

    public IEnumerable<T> Owners => _nodes.Take(Count).Select(node => node.Owner);

    private static bool Before(HeapNode<T> a, HeapNode<T> b) => a.Key != b.Key ? a.Key < b.Key : a.Tie < b.Tie;

    private void Up(HeapNode<T> node, int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) >> 1;
            if (!Before(node, _nodes[parent]))
            {
                break;
            }

            Place(_nodes[parent], index);
            index = parent;
        }

        Place(node, index);
    }

    private void Down(HeapNode<T> node, int index)
    {
        for (var child = (2 * index) + 1; child < Count; child = (2 * index) + 1)
        {
            if (child + 1 < Count && Before(_nodes[child + 1], _nodes[child]))
            {
                child++;
            }

            if (!Before(_nodes[child], node))
            {
                break;
            }

            Place(_nodes[child], index);
            index = child;
        }

        Place(node, index);
    }

    private void Place(HeapNode<T> node, int index)
    {
        _nodes[index] = node;
        node.Index = index;
    }
}
