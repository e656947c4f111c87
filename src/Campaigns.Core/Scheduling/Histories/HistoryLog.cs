namespace Campaigns.Scheduling;

/// <summary>
/// Attempts in order of arrival. Entries under the same name are chained backwards. An attempt with several names has adjacent entries, one
/// per name, which form its group. Attempts out of reach of all caps are dropped.
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

    /// <param name="first">The number of the first entry. Numbers of an earlier log become invalid.</param>
    public HistoryLog(long first = 0) => _first = _next = first;

    /// <summary>A number above all entries of this log. A log that replaces this one begins here.</summary>
    public long End => (_next + ChunkSize) & -ChunkSize;

    /// <summary>When the newest dropped attempt was committed, in UTC ticks; 0 for none.</summary>
    public long Forgotten { get; private set; }

    /// <summary>
    /// Adds an attempt under a name, in order of time. Several attempts may have the same time, because the clock may have been set back.
    /// </summary>
    /// <param name="history">The history under the name.</param>
    /// <param name="at">When the attempt was committed, in UTC ticks.</param>
    /// <param name="part">The number of entries of the same group before this one.</param>
    /// <param name="state">The state of the attempt.</param>
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
            return; // all known attempts under the name are out of reach, and this one is older
        }

        while (Before(later) is >= 0 and var before && this[before].At > at)
        {
            later = before;
        }

        var added = Append(at, Before(later), part, state); // Append first: entries move when their chunk grows
        this[later].Back = (uint)(added - later) | Forwards;
        history.AddEarlier();
    }

    /// <summary>When the n-th most recent attempt was committed, in UTC ticks; 0 if it is no longer in the log.</summary>
    /// <param name="history">The address's history.</param>
    /// <param name="number">1 for the most recent attempt.</param>
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
    /// Reuses a group for a new attempt, so that repeated failures take no memory. The group's attempt came to nothing and is the newest
    /// under all of its names.
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

    /// <summary>The number of entries in a group.</summary>
    public int SizeOf(long group)
    {
        var index = group;
        while (index < _next && index - this[index].Part == group)
        {
            index++;
        }

        return (int)(index - group);
    }

    /// <summary>Sets the state of a group's attempt. Does nothing if the group is dropped.</summary>
    /// <param name="group">The number of the group's first entry.</param>
    /// <param name="state">The new state.</param>
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

    /// <summary>The previous entry under the same name; -1 for none.</summary>
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

    /// <summary>The commit time of an entry's attempt in UTC ticks, its group and its state.</summary>
    public (long At, long Group, NotedState State) Read(long index)
    {
        ref var entry = ref this[index];
        return (entry.At, index - entry.Part, entry.State);
    }

    /// <summary>Drops attempts before an instant, one chunk at a time.</summary>
    public void Forget(long since)
    {
        while (_chunks.Count > 0 && _chunks.First.Newest < since)
        {
            Forgotten = Math.Max(Forgotten, _chunks.TakeFirst().Newest);
            _first += ChunkSize;
            _next = Math.Max(_next, _first); // skip the unused rest of the dropped chunk
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
        public Entry[] Entries { get; private set; } = new Entry[SmallestChunk]; // starts small because most tenants have few attempts

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

        /// <summary>
        /// The distance to the previous entry under the same name. If a late attempt was appended behind its successor, the distance counts
        /// forwards.
        /// </summary>
        public uint Back;
        public ushort Part;
        public NotedState State;
    }
}

/// <summary>The state of an attempt that caps look back on.</summary>
internal enum NotedState : byte
{
    /// <summary>The attempt may have reached the contact.</summary>
    Counts,

    /// <summary>The attempt is live and counts unless it comes to nothing.</summary>
    Live,

    /// <summary>The attempt came to nothing.</summary>
    Void,
}
