namespace Campaigns.Scheduling;

/// <summary>Attempts in the order in which they ended; those of one address are chained backwards. What no cap looks back on is forgotten.</summary>
internal sealed class HistoryLog
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private const int SmallestChunk = ChunkSize >> 8;
    private readonly Ring<Chunk> _chunks = new();
    private long _first;
    private long _next;

    /// <summary>When the newest attempt that was forgotten was committed; 0 for none.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Adds an attempt in its place in time. Several may have the same: the clock may have been set back.</summary>
    public void Add(ref ContactHistory history, long at)
    {
        if (at >= history.LastAt)
        {
            history.Last = Append(at, history.Count == 0 ? -1 : history.Last);
            history.LastAt = at;
            history.Count++;
            return;
        }

        var later = history.Last;
        while (later >= _first && this[later].Previous >= _first && this[this[later].Previous].At > at)
        {
            later = this[later].Previous;
        }

        if (later >= _first)
        {
            var added = Append(at, this[later].Previous); // first: the entries move when their chunk grows
            this[later].Previous = added;
            history.Count++;
        }
    }

    /// <summary>When the address was tried the last time but so many; 0 if that is forgotten.</summary>
    /// <param name="history">The address's history.</param>
    /// <param name="number">1 for the last time.</param>
    public long FromLast(in ContactHistory history, int number)
    {
        var index = history.Last;
        for (var found = 0; index >= _first; index = this[index].Previous)
        {
            if (++found == number)
            {
                return this[index].At;
            }
        }

        return 0;
    }

    /// <summary>Forgets attempts before an instant, in larger portions.</summary>
    public void Forget(long since)
    {
        while (_chunks.Count > 0 && _chunks.First.Newest < since)
        {
            Forgotten = Math.Max(Forgotten, _chunks.TakeFirst().Newest);
            _first += ChunkSize;
            _next = Math.Max(_next, _first); // nothing that was noted before stands behind it
        }
    }

    private ref Entry this[long index] => ref _chunks[(int)((index - _first) >> ChunkBits)].Entries[index & (ChunkSize - 1)];

    private long Append(long at, long previous)
    {
        if (_next == _first + ((long)_chunks.Count << ChunkBits))
        {
            _chunks.AddLast(new Chunk());
        }

        var chunk = _chunks.Last;
        chunk.MakeRoom((int)(_next & (ChunkSize - 1)));
        chunk.Entries[_next & (ChunkSize - 1)] = new Entry { At = at, Previous = previous };
        chunk.Newest = Math.Max(chunk.Newest, at);
        return _next++;
    }

    private sealed class Chunk
    {
        public Entry[] Entries { get; private set; } = new Entry[SmallestChunk]; // most tenants have few

        public long Newest { get; set; }

        public void MakeRoom(int place)
        {
            if (place == Entries.Length)
            {
                var larger = Entries;
                Array.Resize(ref larger, 4 * place);
                Entries = larger;
            }
        }
    }

    private struct Entry
    {
        public long At;
        public long Previous;
    }
}
