namespace Campaigns.Orleans.Client.Feed;

/// <summary>
/// What the readings of this client have told, by reader, since the last acknowledgment. To acknowledge a change acknowledges all that the
/// reading told before it, on all shards.
/// </summary>
internal sealed class Readings
{
    private const int MostTold = 100_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<long>> _told = new(StringComparer.Ordinal);

    /// <summary>Begins a reading. What an earlier reading of the name told is forgotten.</summary>
    public void Begin(string reader)
    {
        lock (_lock)
        {
            _told[reader] = new Queue<long>();
        }
    }

    /// <summary>Notes a change before it is told. Very old ones are forgotten: then only their own shard's acknowledgment counts.</summary>
    public void Tell(string reader, long sequence)
    {
        lock (_lock)
        {
            if (_told.TryGetValue(reader, out var told))
            {
                told.Enqueue(sequence);
                if (told.Count > MostTold)
                {
                    told.Dequeue();
                }
            }
        }
    }

    /// <summary>The last change of each shard up to a change, which is forgotten with them.</summary>
    /// <returns>The sequences to acknowledge; the sequence alone if this client has not told it.</returns>
    public IReadOnlyList<long> Acknowledge(string reader, long sequence, int count)
    {
        lock (_lock)
        {
            if (!_told.TryGetValue(reader, out var told) || !told.Contains(sequence))
            {
                return [sequence];
            }

            var last = new Dictionary<int, long>();
            long taken;
            do
            {
                taken = told.Dequeue();
                last[ShardIds.ShardOf(taken, count)] = taken;
            }
            while (taken != sequence);
            return [.. last.Values];
        }
    }
}
