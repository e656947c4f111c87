using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Writes a batch within the caller's transaction.</summary>
internal sealed class BatchWriter(Database database)
{
    private readonly SetupWriter _setup = new(database);
    private readonly UsageWriter _usage = new(database);
    private readonly ChangeWriter _changes = new(database);
    private readonly EventWriter _events = new(database);
    private readonly ContactWriter _contacts = new(database);
    private readonly ContactChanger _changer = new(database);
    private readonly AttemptWriter _attempts = new(database);
    private readonly ResultWriter _results = new(database);
    private readonly RepeatedAttempts _repeated = new(database);
    private readonly PersonEraser _eraser = new(database);

    private readonly Statement _job = database.Prepare(
        $"UPDATE jobs SET ({JobColumns.Changing}) = ({JobColumns.Parameters}) WHERE id = ?1");

    private readonly Statement _counter = database.Prepare(
        "INSERT INTO counters VALUES (?1, ?2, ?3) ON CONFLICT (lane, counter) DO UPDATE SET value = value + ?3");

    /// <summary>
    /// Writes the members of the batch in order, except: updates existing jobs before it inserts new ones, because running jobs decide
    /// which contacts may be enrolled.
    /// </summary>
    /// <exception cref="ArgumentException">The batch names a job that the store does not hold.</exception>
    public CommitReceipt Write(CommitBatch batch)
    {
        _setup.Write(batch);
        _usage.Write(batch);
        _changes.Write(batch);
        _events.Write(batch);
        _changer.Write(batch.Contacts);
        WriteJobs(batch, areNew: false);
        var receipt = _contacts.Enroll(batch.NewJobs, Count);
        WriteJobs(batch, areNew: true);
        foreach (var result in batch.Results)
        {
            _results.Write(result);
        }

        List<CounterDelta>? removed = null;
        foreach (ref readonly var attempt in batch.Attempts)
        {
            _attempts.Write(attempt);
            if (_repeated.Remove(attempt) is { } delta)
            {
                Count(delta.Lane, delta.Counter, delta.Delta);
                (removed ??= []).Add(delta);
            }
        }

        foreach (ref readonly var delta in batch.Counters)
        {
            Count(delta.Lane, delta.Counter, delta.Delta);
        }

        receipt = removed is null ? receipt : receipt with { Removed = removed };
        return batch.Erasures.Count == 0 ? receipt : receipt with { Erased = [.. batch.Erasures.Select(_eraser.Erase)] };
    }

    private void WriteJobs(CommitBatch batch, bool areNew)
    {
        var first = batch.NewJobs.Length == 0 ? long.MaxValue : batch.NewJobs[0].Row.Id;
        foreach (ref readonly var row in batch.Jobs)
        {
            if (row.Id >= first == areNew && JobColumns.Bind(_job.Bind(1, row.Id), 2, row).Run() == 0)
            {
                throw new ArgumentException($"The batch changes job {row.Id}, which the store does not hold.", nameof(batch));
            }
        }
    }

    private void Count(int lane, int counter, long delta) => _counter.Bind(1, lane).Bind(2, counter).Bind(3, delta).Run();
}
