namespace Campaigns.Orleans.Client.Feed;

/// <summary>
/// Positions over all shards. A position of one shard is a number with its shard. A position over all shards does not fit into a number, so
/// this client gives it a number of its own and remembers it, for a while.
/// </summary>
internal sealed class FeedPositions(ShardCaller shards)
{
    /// <summary>The numbers of positions over all shards begin here, above all numbers of shards.</summary>
    private const long FirstMark = 1L << 62;
    private const int MostMarks = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<long, long[]> _marks = [];
    private long _last = FirstMark;

    /// <summary>The number of a position over all shards.</summary>
    /// <param name="positions">The positions within the shards.</param>
    public long Write(long[] positions)
    {
        if (positions.All(position => position == 0))
        {
            return 0;
        }

        lock (_lock)
        {
            if (_marks.TryGetValue(_last, out var last) && last.AsSpan().SequenceEqual(positions))
            {
                return _last; // nothing has changed: a caller sees by the same number that it is at the end
            }

            _marks[++_last] = positions;
            _marks.Remove(_last - MostMarks);
            return _last;
        }
    }

    /// <summary>The positions within the shards.</summary>
    /// <exception cref="CampaignException">The number is not known.</exception>
    public long[] Read(long number)
    {
        if (number == 0)
        {
            return new long[shards.Count];
        }

        lock (_lock)
        {
            return _marks.TryGetValue(number, out var positions)
                ? [.. positions]
                : throw new CampaignException(
                    CampaignError.Invalid,
                    $"The position {number} over all shards is not known: another client gave it, or long ago. Read from 0, or with a "
                    + "reader's name, whose position every client knows.");
        }
    }

    public static bool IsMark(long number) => number >= FirstMark;
}
