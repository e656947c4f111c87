using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>The jobs of a lane in the order in which they are due, or expire.</summary>
internal sealed class JobOrder
{
    private readonly SortedSet<DueKey> _keys = [];

    public void Add(long due, long job) => _keys.Add(new DueKey(due, job));

    public void Remove(long due, long job) => _keys.Remove(new DueKey(due, job));

    /// <summary>The first jobs behind a place.</summary>
    public IEnumerable<long> After(DueKey after, int limit) =>
        _keys.GetViewBetween(after, DueKey.Highest).SkipWhile(key => key == after).Take(limit).Select(key => key.Job);
}
