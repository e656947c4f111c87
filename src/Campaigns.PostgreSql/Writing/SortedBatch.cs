using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// The jobs and attempts of a batch in the order of jobs and numbers, each once. Rows in one order let the database read each page of an
/// index once.
/// </summary>
internal sealed class SortedBatch
{
    private readonly List<AttemptRow> _attempts = [];
    private readonly List<JobRow> _jobs = [];
    private readonly List<long> _keys = [];
    private readonly List<int> _order = [];

    public ReadOnlySpan<JobRow> Jobs => CollectionsMarshal.AsSpan(_jobs);

    /// <summary>The attempts. Of several rows of one attempt, the first says how it began, the last how it is.</summary>
    public ReadOnlySpan<AttemptRow> Attempts => CollectionsMarshal.AsSpan(_attempts);

    public void Read(CommitBatch batch)
    {
        _jobs.Clear();
        foreach (ref readonly var job in batch.Jobs)
        {
            _jobs.Add(job);
        }

        _jobs.Sort((one, other) => one.Id.CompareTo(other.Id));
        Sort(batch.Attempts);
        _attempts.Clear();
        foreach (var index in _order)
        {
            Add(batch.Attempts[index]);
        }
    }

    private void Sort(ReadOnlySpan<AttemptRow> attempts)
    {
        _keys.Clear();
        _order.Clear();
        for (var i = 0; i < attempts.Length; i++)
        {
            _keys.Add(attempts[i].Job);
            _order.Add(i);
        }

        var keys = CollectionsMarshal.AsSpan(_keys);
        var order = CollectionsMarshal.AsSpan(_order);
        keys.Sort(order);
        for (var i = 1; i < order.Length; i++)
        {
            // The few rows of one job: by number, then as they came.
            for (var j = i; j > 0 && keys[j] == keys[j - 1] && IsAfter(attempts, order[j - 1], order[j]); j--)
            {
                (order[j - 1], order[j]) = (order[j], order[j - 1]);
            }
        }
    }

    private static bool IsAfter(ReadOnlySpan<AttemptRow> attempts, int one, int other) =>
        (attempts[one].Number, one).CompareTo((attempts[other].Number, other)) > 0;

    private void Add(in AttemptRow row)
    {
        var rows = CollectionsMarshal.AsSpan(_attempts);
        if (rows.Length == 0 || rows[^1].Job != row.Job || rows[^1].Number != row.Number)
        {
            _attempts.Add(row);
            return;
        }

        ref var same = ref rows[^1];
        (same.State, same.Outcome, same.EndedAt, same.OccurredAt) = (row.State, row.Outcome, row.EndedAt, row.OccurredAt);
        (same.ProviderCallId, same.Note, same.ProviderStatus) = (row.ProviderCallId, row.Note, row.ProviderStatus);
        same.ContentHash = row.ContentHash;
    }
}
