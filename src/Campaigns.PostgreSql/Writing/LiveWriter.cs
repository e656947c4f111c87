using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>
/// Writes jobs and attempts. A job becomes live by one insert into <c>live</c>. When its attempt ends, the row is deleted there, the
/// attempt is appended and the job is updated once. What does not follow this path is written to the tables of jobs and attempts.
/// </summary>
internal sealed class LiveWriter(StoreConnection database, LiveIndex live)
{
    private readonly LiveStatements _write = new(database);

    /// <summary>Writes the rows of a range of jobs.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="from">The first job.</param>
    /// <param name="until">The job after the last one.</param>
    public void Write(SortedBatch batch, long from, long until)
    {
        _write.Clear(); // the statements of the previous call have run
        var jobs = batch.Jobs;
        var attempts = batch.Attempts;
        var (job, attempt) = (0, 0);
        while (job < jobs.Length || attempt < attempts.Length)
        {
            var id = Math.Min(
                job < jobs.Length ? jobs[job].Id : long.MaxValue, attempt < attempts.Length ? attempts[attempt].Job : long.MaxValue);
            var (firstJob, first) = (job, attempt);
            job += job < jobs.Length && jobs[job].Id == id ? 1 : 0;
            while (attempt < attempts.Length && attempts[attempt].Job == id)
            {
                attempt++;
            }

            if (id >= from && id < until)
            {
                WriteJob(id, jobs[firstJob..job], attempts[first..attempt]);
            }
        }

        _write.Send();
    }

    /// <param name="id">The job.</param>
    /// <param name="row">The job's row, if the batch has one.</param>
    /// <param name="attempts">The rows of its attempts, by number.</param>
    private void WriteJob(long id, ReadOnlySpan<JobRow> row, ReadOnlySpan<AttemptRow> attempts)
    {
        var held = live.NumberOf(id);
        var begins = row.Length > 0 && Begins(row[0], attempts, held);
        var stays = held != 0 && IsLive(row, held) && !Ends(attempts, held);
        if (held != 0 && !stays)
        {
            Leave(id, held, row.Length > 0, attempts);
        }

        if (row.Length > 0 && !stays && !begins)
        {
            _write.Update(row[0]);
        }
        else if (row.Length > 0 && stays)
        {
            _write.Change(row[0]);
        }

        foreach (ref readonly var attempt in attempts)
        {
            if (begins && attempt.Number == row[0].Number)
            {
                _write.Begin(row[0], attempt);
                live.Put(id, attempt.Number);
            }
            else if (attempt.Number != held)
            {
                _write.Store(attempt);
            }
            else if (stays)
            {
                _write.Change(attempt);
            }
        }
    }

    /// <summary>Whether the job's attempt is new and live, and therefore goes into <c>live</c>.</summary>
    private static bool Begins(in JobRow row, ReadOnlySpan<AttemptRow> attempts, int held)
    {
        foreach (ref readonly var attempt in attempts)
        {
            if (attempt.Number == row.Number && attempt.Number != held)
            {
                return row.State == JobState.Live && attempt.State == AttemptState.Committed;
            }
        }

        return false;
    }

    private static bool IsLive(ReadOnlySpan<JobRow> row, int held) =>
        row.Length == 0 || (row[0].State == JobState.Live && row[0].Number == held);

    private static bool Ends(ReadOnlySpan<AttemptRow> attempts, int held)
    {
        foreach (ref readonly var attempt in attempts)
        {
            if (attempt.Number == held)
            {
                return attempt.State == AttemptState.Ended;
            }
        }

        return false;
    }

    /// <summary>Moves the row of a job out of <c>live</c>, with the changes of its attempt if there are any.</summary>
    private void Leave(long id, int held, bool hasRow, ReadOnlySpan<AttemptRow> attempts)
    {
        live.Remove(id);
        if (!hasRow)
        {
            _write.KeepJob(id);
        }

        foreach (ref readonly var attempt in attempts)
        {
            if (attempt.Number == held)
            {
                _write.Finish(attempt);
                return;
            }
        }

        _write.Move(id);
    }
}
