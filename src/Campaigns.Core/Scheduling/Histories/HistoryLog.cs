namespace Campaigns.Scheduling;

/// <summary>
/// Attempts in the order in which they came; those under one name are chained backwards. One that stands under several names has an entry
/// for each, side by side: together they are its group. What no cap looks back on is forgotten.
/// </summary>
internal sealed class HistoryLog
{
    private const int ChunkBits = 12;
    private const int ChunkSize = 1 << ChunkBits;
    private const int SmallestChunk = ChunkSize >> 8;
    private const uint Forwards = 1u << 31;
    private readonly Ring<Chunk> _chunks = new();
    private long _first;
    private long _next;

    /// <param name="first">Where it begins to count. Numbers of a log before it mean nothing then.</param>
    public HistoryLog(long first = 0) => _first = _next = first;

    /// <summary>The number that no entry has yet, nor any before it may have later.</summary>
    public long End => (_next + ChunkSize) & -ChunkSize;

    /// <summary>When the newest attempt that was forgotten was committed; 0 for none.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Adds an attempt under a name in its place in time. Several may have the same: the clock may have been set back.</summary>
    /// <param name="history">What is known under the name.</param>
    /// <param name="at">When the attempt was committed.</param>
    /// <param name="part">How many entries of its group stand before this one.</param>
    /// <param name="state">Where the attempt stands.</param>
    public void Add(ref ContactHistory history, long at, int part = 0, NotedState state = NotedState.Counts)
    {
        if (at >= history.LastAt)
        {
            history.Add(Append(at, history.Count == 0 ? -1 : history.Last, part, state), at);
            return;
        }

        var later = history.Last;
        if (later < _first)
        {
            return; // all that is known under the name is out of reach, and this is older
        }

        while (Before(later) is >= 0 and var before && this[before].At > at)
        {
            later = before;
        }

        var added = Append(at, Before(later), part, state); // first: the entries move when their chunk grows
        this[later].Back = (uint)(added - later) | Forwards;
        history.AddEarlier();
    }

    /// <summary>When the address was tried the last time but so many; 0 if that is forgotten.</summary>
    /// <param name="history">The address's history.</param>
    /// <param name="number">1 for the last time.</param>
    public long FromLast(in ContactHistory history, int number)
    {
        var index = Newest(history);
        for (; index >= 0 && number > 1; number--)
        {
            index = Before(index);
        }

        return index < 0 ? 0 : this[index].At;
    }

    /// <summary>
    /// Makes a group that came to nothing, and is the newest under all of its names, stand for another attempt: repeated failures take no
    /// memory.
    /// </summary>
    public void Renew(long group, long at)
    {
        for (var index = group; index < _next && index - this[index].Part == group; index++)
        {
            (this[index].At, this[index].State) = (at, NotedState.Live);
            var chunk = _chunks[(int)((index - _first) >> ChunkBits)];
            chunk.Newest = Math.Max(chunk.Newest, at);
        }
    }

    /// <summary>How many entries a group has.</summary>
    public int SizeOf(long group)
    {
        var index = group;
        while (index < _next && index - this[index].Part == group)
        {
            index++;
        }

        return (int)(index - group);
    }

    /// <summary>Notes where the attempts of a group stand now. Nothing, if it is forgotten.</summary>
    /// <param name="group">The number of its first entry.</param>
    /// <param name="state">Where it stands.</param>
    public void Set(long group, NotedState state)
    {
        for (var index = Math.Max(group, _first); index < _next && index - this[index].Part == group; index++)
        {
            this[index].State = state;
        }
    }

    /// <summary>The number of the next entry.</summary>
    public long Next => _next;

    /// <summary>The newest entry under a name; -1 for none.</summary>
    public long Newest(in ContactHistory history) => history.Count > 0 && history.Last >= _first ? history.Last : -1;

    /// <summary>The entry before one under the same name; -1 for none.</summary>
    public long Before(long index)
    {
        if (index < _first)
        {
            return -1;
        }

        var back = this[index].Back;
        var before = back == 0 ? -1 : (back & Forwards) != 0 ? index + (back & ~Forwards) : index - back;
        return before >= _first ? before : -1;
    }

    /// <summary>When an entry's attempt was committed, to which group it belongs, and where the attempt stands.</summary>
    public (long At, long Group, NotedState State) Read(long index)
    {
        ref var entry = ref this[index];
        return (entry.At, index - entry.Part, entry.State);
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

    private long Append(long at, long previous, int part, NotedState state)
    {
        if (_next == _first + ((long)_chunks.Count << ChunkBits))
        {
            _chunks.AddLast(new Chunk());
        }

        var chunk = _chunks.Last;
        chunk.MakeRoom((int)(_next & (ChunkSize - 1)));
        chunk.Entries[_next & (ChunkSize - 1)] = new Entry
        {
            At = at,
            Back = previous < _first ? 0 : (uint)(_next - previous),
            Part = (ushort)part,
            State = state,
        };
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

        /// <summary>How far away the entry before it under the same name stands; one that came late stands behind it.</summary>
        public uint Back;
        public ushort Part;
        public NotedState State;
    }
}

/// <summary>Where an attempt stands that caps look back on.</summary>
internal enum NotedState : byte
{
    /// <summary>It may have reached the contact.</summary>
    Counts,

    /// <summary>It is live: it counts, unless it comes to nothing.</summary>
    Live,

    /// <summary>It came to nothing.</summary>
    Void,
}
