using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// Writes a batch: in one round trip, unless what it writes depends on what is stored. Then the commit is a transaction of a few round
/// trips.
/// </summary>
internal sealed class BatchWriter(StoreConnection database, LiveIndex live)
{
    private readonly SetupWriter _setup = new(database);
    private readonly UsageWriter _usage = new(database);
    private readonly ChangeTable _changes = new();
    private readonly ContactWriter _contacts = new(database);
    private readonly LiveWriter _live = new(database, live);
    private readonly RepeatedAttempts _repeated = new(database);
    private readonly CounterWriter _counters = new(database);
    private readonly SortedBatch _sorted = new();

    /// <summary>Whether a commit of the batch needs a transaction of several round trips.</summary>
    public static bool NeedsReads(CommitBatch batch) =>
        batch.NewJobs.Length + batch.Erasures.Count > 0 || RepeatedAttempts.MayRepeat(batch);

    /// <summary>
    /// Writes the members of the batch in order, except: updates existing jobs before it inserts new ones, because running jobs decide
    /// which contacts may be enrolled. The caller sends the last statements.
    /// </summary>
    public async Task<CommitReceipt> WriteAsync(CommitBatch batch)
    {
        _counters.Begin();
        _sorted.Read(batch);
        WriteKnown(batch, batch.NewJobs.Length == 0 ? long.MaxValue : batch.NewJobs[0].Row.Id);
        var receipt = batch.NewJobs.Length == 0 ? CommitReceipt.Clean : await EnrollAsync(batch);
        _counters.Count(batch.Counters);
        if (RepeatedAttempts.MayRepeat(batch))
        {
            var removed = await _repeated.RemoveAsync(batch);
            removed.ForEach(delta => _counters.Count(delta.Lane, delta.Counter, delta.Delta));
            receipt = removed.Count == 0 ? receipt : receipt with { Removed = removed };
        }

        _counters.Write();
        return batch.Erasures.Count == 0 ? receipt : receipt with { Erased = await EraseAsync(batch.Erasures) };
    }

    private void WriteKnown(CommitBatch batch, long firstNew)
    {
        _setup.Write(batch);
        SuppressionTable.Write(database, batch);
        _usage.Write(batch);
        _changes.Write(database, batch);
        EventTable.Write(database, batch);
        ContactChanger.Write(database, batch.Contacts);
        _live.Write(_sorted, long.MinValue, firstNew);
        ResultTable.Write(database, batch);
    }

    private async Task<CommitReceipt> EnrollAsync(CommitBatch batch)
    {
        var enrollment = await _contacts.DecideAsync(batch);
        _contacts.Write(batch, enrollment, _counters);
        _live.Write(_sorted, batch.NewJobs[0].Row.Id, long.MaxValue);
        return enrollment.Receipt;
    }

    private async Task<List<ErasedRows>> EraseAsync(IReadOnlyList<ErasureRow> rows)
    {
        var erased = new List<ErasedRows>();
        foreach (var row in rows)
        {
            erased.Add(await PersonEraser.EraseAsync(database, row));
        }

        return erased;
    }
}
