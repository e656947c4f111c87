using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>The jobs of a lane in order of due time or expiry.</summary>
internal sealed class JobOrder
{
    private readonly SortedSet<DueKey> _keys = [];

    public void Add(long due, long job) => _keys.Add(new DueKey(due, job));

    public void Remove(long due, long job) => _keys.Remove(new DueKey(due, job));

    /// <summary>The first jobs after a key.</summary>
    public IEnumerable<long> After(DueKey after, int limit) =>
        _keys.GetViewBetween(after, DueKey.Highest).SkipWhile(key => key == after).Take(limit).Select(key => key.Job);
}
