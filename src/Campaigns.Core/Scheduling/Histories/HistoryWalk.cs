namespace Campaigns.Scheduling;

/// <summary>Enumerates the attempts of one person, the newest first. Returns an attempt under several names once.</summary>
/// <param name="log">The log with the attempts.</param>
/// <param name="heads">The newest entry under each name; -1 for none.</param>
internal readonly ref struct HistoryWalk(HistoryLog log, Span<long> heads)
{
    private readonly Span<long> _heads = heads;

    /// <summary>Moves to the next older attempt.</summary>
    /// <param name="at">When the attempt was committed, in UTC ticks.</param>
    /// <param name="isLive">Whether the attempt is live.</param>
    /// <returns>The index of a name of the attempt; -1 at the end.</returns>
    public int Next(out long at, out bool isLive)
    {
        while (true)
        {
            var name = -1;
            (long At, long Group, NotedState State) next = default;
            for (var i = 0; i < _heads.Length; i++)
            {
                if (_heads[i] >= 0
                    && log.Read(_heads[i]) is var entry
                    && (name < 0 || (entry.At, entry.Group).CompareTo((next.At, next.Group)) > 0))
                {
                    (name, next) = (i, entry);
                }
            }

            (at, isLive) = (next.At, next.State == NotedState.Live);
            if (name < 0)
            {
                return name;
            }

            PassBy(next.Group);
            if (next.State != NotedState.Void)
            {
                return name;
            }
        }
    }

    private void PassBy(long group)
    {
        for (var i = 0; i < _heads.Length; i++)
        {
            if (_heads[i] >= 0 && log.Read(_heads[i]).Group == group)
            {
                _heads[i] = log.Before(_heads[i]);
            }
        }
    }
}
