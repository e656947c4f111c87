namespace Campaigns.Scheduling;

/// <summary>The attempts of one person, the newest first. One that stands under several names comes once.</summary>
/// <param name="log">Where they stand.</param>
/// <param name="heads">The newest entry under each name; -1 for none.</param>
internal readonly ref struct HistoryWalk(HistoryLog log, Span<long> heads)
{
    private readonly Span<long> _heads = heads;

    /// <summary>The next older attempt.</summary>
    /// <param name="at">When it was committed.</param>
    /// <param name="isLive">Whether it is live.</param>
    /// <returns>The index of the name that it stands under; -1 when there is none.</returns>
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
