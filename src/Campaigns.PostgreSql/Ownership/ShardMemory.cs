namespace Campaigns.PostgreSql;

/// <summary>
/// What a process remembers of a shard beside the database. It may outlive the store, so that the next store of the shard notices that the
/// database has lost commits.
/// </summary>
internal sealed class ShardMemory
{
    private readonly Lock _lock = new();
    private (long Epoch, long Commit) _last;

    /// <summary>The newest epoch that is known, and the last commit that was reported in it.</summary>
    public (long Epoch, long Commit) Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>Notes a commit. A later epoch counts more, even with an earlier commit: its owner has judged what was lost.</summary>
    public void Note((long Epoch, long Commit) reported)
    {
        lock (_lock)
        {
            _last = reported.CompareTo(_last) > 0 ? reported : _last;
        }
    }
}
