using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>
/// The change feed of the memory store, in blocks of consecutive changes. A block holds the payloads of its changes one after the other,
/// so that a change takes little more than its bytes, and trimming drops whole blocks.
/// </summary>
internal sealed class MemoryChanges
{
    private const int BlockRows = 512;
    private const int BlockBytes = 96 * BlockRows;
    private readonly List<Block> _blocks = []; // in order of sequence; those before _first are dropped
    private readonly SortedDictionary<string, SubscriptionRow> _subscriptions = new(StringComparer.Ordinal);
    private int _first;

    public IEnumerable<SubscriptionRow> Subscriptions => _subscriptions.Values;

    /// <summary>The highest sequence ever written.</summary>
    public long Last { get; private set; }

    /// <summary>The highest removed sequence.</summary>
    public long Trimmed { get; private set; }

    public void Write(CommitBatch batch)
    {
        foreach (var row in batch.Subscriptions)
        {
            _ = row.IsKept ? (_subscriptions[row.Name] = row).IsKept : _subscriptions.Remove(row.Name);
        }

        if (batch.TrimChanges is { } last)
        {
            Trim(last);
        }

        foreach (ref readonly var row in batch.Changes)
        {
            if (_blocks.Count == _first || !_blocks[^1].TryAdd(row))
            {
                _blocks.Add(new Block(Math.Max(BlockBytes, row.Payload.Length)));
                _blocks[^1].TryAdd(row);
            }

            Last = row.Sequence;
        }
    }

    /// <summary>Examines changes after a sequence.</summary>
    public ChangePage Read(ChangeQuery query)
    {
        var (found, examined, left) = (new List<ChangeRow>(), query.After, query.Limit);
        for (var index = BlockAfter(query.After); index < _blocks.Count && left > 0; index++)
        {
            var block = _blocks[index];
            for (var row = block.After(Math.Max(query.After, Trimmed)); row < block.Count && left > 0; row++, left--)
            {
                examined = block.Sequence(row);
                if (block.Matches(row, query.Filter))
                {
                    found.Add(block.Read(row));
                }
            }
        }

        return new ChangePage(found, examined, Trimmed);
    }

    /// <summary>Overwrites the changes about a person. A block with such a change is written anew.</summary>
    /// <returns>The number of changes.</returns>
    public int Erase(string tenant, IReadOnlyCollection<string> keys, Func<CampaignId, string, long> jobOf)
    {
        var erased = 0;
        for (var index = _first; index < _blocks.Count; index++)
        {
            var rows = Enumerable.Range(0, _blocks[index].Count).Select(_blocks[index].Read).ToArray();
            var hasChanged = false;
            for (var i = 0; i < rows.Length; i++)
            {
                if (rows[i].Tenant == tenant && rows[i].Erase(keys, jobOf) is { } payload)
                {
                    rows[i] = rows[i] with { Payload = payload };
                    hasChanged = true;
                    erased += rows[i].Sequence > Trimmed ? 1 : 0;
                }
            }

            _blocks[index] = hasChanged ? BlockOf(rows) : _blocks[index];
        }

        return erased;
    }

    private static Block BlockOf(ChangeRow[] rows)
    {
        var block = new Block(Math.Max(BlockBytes, rows.Sum(row => row.Payload.Length)));
        foreach (var row in rows)
        {
            block.TryAdd(row);
        }

        return block;
    }

    private void Trim(long last)
    {
        Trimmed = Math.Max(Trimmed, last);
        while (_first < _blocks.Count && _blocks[_first].Last <= last)
        {
            _blocks[_first++] = null!;
        }

        if (_first > _blocks.Count / 2)
        {
            _blocks.RemoveRange(0, _first);
            _first = 0;
        }
    }

    /// <summary>The first block with a change after a sequence.</summary>
    private int BlockAfter(long sequence)
    {
        var (low, high) = (_first, _blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _blocks[middle].Last > sequence ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>Up to 512 changes with their payloads.</summary>
    private sealed class Block(int bytes)
    {
        private readonly Head[] _heads = new Head[BlockRows]; // without references, so that a collection need not look at them
        private readonly List<string> _tenants = [];
        private readonly byte[] _payloads = GC.AllocateUninitializedArray<byte>(bytes);

        public int Count { get; private set; }

        public long Last => _heads[Count - 1].Sequence;

        public long Sequence(int row) => _heads[row].Sequence;

        /// <returns>False if the block is full.</returns>
        public bool TryAdd(in ChangeRow row)
        {
            var start = StartOf(Count);
            if (Count == BlockRows || _payloads.Length - start < row.Payload.Length)
            {
                return false;
            }

            row.Payload.Span.CopyTo(_payloads.AsSpan(start));
            _heads[Count++] = new Head(row.Sequence, row.At, row.Campaign, row.Kind, start + row.Payload.Length, IndexOf(row.Tenant));
            return true;
        }

        public bool Matches(int row, ChangeFilter filter) =>
            filter.Matches(_heads[row].Kind, _tenants[_heads[row].Tenant], _heads[row].Campaign);

        public ChangeRow Read(int row)
        {
            ref var head = ref _heads[row];
            var start = StartOf(row);
            return new ChangeRow(
                head.Sequence, head.At, head.Kind, _tenants[head.Tenant], head.Campaign, _payloads.AsMemory(start, head.End - start));
        }

        /// <summary>The index of the first change after a sequence.</summary>
        public int After(long sequence)
        {
            var (low, high) = (0, Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _heads[middle].Sequence > sequence ? (low, middle) : (middle + 1, high);
            }

            return low;
        }

        private int IndexOf(string tenant)
        {
            var index = _tenants.LastIndexOf(tenant);
            if (index < 0)
            {
                index = _tenants.Count;
                _tenants.Add(tenant);
            }

            return index;
        }

        private int StartOf(int row) => row == 0 ? 0 : _heads[row - 1].End;
    }

    private readonly record struct Head(long Sequence, long At, CampaignId Campaign, ChangeKinds Kind, int End, int Tenant);
}
