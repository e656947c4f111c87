using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>What attempts told besides their outcomes, by job. Most attempts tell nothing.</summary>
internal sealed class MemoryResults
{
    private readonly Dictionary<long, SortedList<int, ResultRow>> _jobs = [];

    /// <summary>Merges rows with the rows of the same attempts.</summary>
    public void Write(IReadOnlyList<ResultRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_jobs.TryGetValue(row.Job, out var results))
            {
                _jobs[row.Job] = results = [];
            }

            results[row.Number] = results.TryGetValue(row.Number, out var before) ? before.Then(row) : row;
        }
    }

    /// <summary>The results of a job's attempts, by number.</summary>
    public IReadOnlyList<ResultRow> Read(long job) => _jobs.TryGetValue(job, out var results) ? [.. results.Values] : [];

    /// <summary>Whether a job has a result.</summary>
    public bool Has(long job) => _jobs.ContainsKey(job);

    /// <summary>Removes the results of attempts that are not stored any more.</summary>
    public void Keep(long job, IEnumerable<int> numbers)
    {
        var results = _jobs[job];
        foreach (var number in results.Keys.Except(numbers).ToList())
        {
            results.Remove(number);
        }
    }

    /// <summary>Overwrites the results of an erased contact's job.</summary>
    public void Erase(long job)
    {
        if (_jobs.TryGetValue(job, out var results))
        {
            foreach (var row in results.Values.ToList())
            {
                results[row.Number] = row.Erase();
            }
        }
    }

    /// <summary>Removes the results of a job.</summary>
    public void Forget(long job) => _jobs.Remove(job);
}
