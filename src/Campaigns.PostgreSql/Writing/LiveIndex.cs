namespace Campaigns.PostgreSql;

/// <summary>
/// Which jobs have a row in <c>live</c>, and the numbers of their attempts, as of the last commit. Only the owner of a shard changes these
/// rows, so the owner knows them without a question.
/// </summary>
internal sealed class LiveIndex
{
    private readonly Dictionary<long, int> _numbers = [];
    private readonly List<(long Job, int Number)> _changes = [];

    public int Count => _numbers.Count;

    /// <summary>The number of the job's live attempt; 0 if the job has no row.</summary>
    public int NumberOf(long job) => _numbers.GetValueOrDefault(job);

    /// <summary>Notes a row of a commit that has not succeeded yet.</summary>
    public void Put(long job, int number) => _changes.Add((job, number));

    /// <summary>Notes the removal of a row by a commit that has not succeeded yet.</summary>
    public void Remove(long job) => _changes.Add((job, 0));

    /// <summary>Applies what was noted: the commit has succeeded.</summary>
    /// <returns>The number of rows that the commit has changed.</returns>
    public int Accept()
    {
        var changes = _changes.Count;
        foreach (var (job, number) in _changes)
        {
            if (number == 0)
            {
                _numbers.Remove(job);
            }
            else
            {
                _numbers[job] = number;
            }
        }

        _changes.Clear();
        return changes;
    }

    /// <summary>Forgets what was noted: nothing of the commit was written.</summary>
    public void Discard() => _changes.Clear();
}
