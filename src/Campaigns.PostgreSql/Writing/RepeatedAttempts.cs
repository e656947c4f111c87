using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Removes older attempts that placed nothing when newer ones repeat them. Runs only for attempts that placed nothing.</summary>
internal sealed class RepeatedAttempts(StoreConnection database)
{
    private const string Before = """
        select a.job, a.number, a.state, a.outcome, a.provider, j.lane
        from unnest($2) u(job)
        cross join lateral (select * from ~all_attempts f where f.shard = $1 and f.job = u.job offset 0) a
        cross join lateral (select lane from ~current_jobs f where f.shard = $1 and f.id = u.job offset 0) j
        order by a.job, a.number desc
        """;

    private const string Remove = """
        delete from ~attempts a using unnest($2, $3) u(job, number) where a.shard = $1 and a.job = u.job and a.number = u.number
        """;

    private const string RemoveResults = """
        delete from ~results a using unnest($2, $3) u(job, number) where a.shard = $1 and a.job = u.job and a.number = u.number
        """;

    /// <summary>Whether an attempt may repeat others. The first attempt of a job repeats none.</summary>
    public static bool MayRepeat(in AttemptRow row) =>
        row.State == AttemptState.Ended && row.Number > 1 && Refusals.KeptOf(row.Outcome) != int.MaxValue;

    /// <summary>Whether a batch has such an attempt.</summary>
    public static bool MayRepeat(CommitBatch batch)
    {
        foreach (ref readonly var row in batch.Attempts)
        {
            if (MayRepeat(row))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends what was collected, and collects the removal of the attempts that the batch's attempts repeat.</summary>
    /// <returns>The changes of the counters.</returns>
    public async Task<List<CounterDelta>> RemoveAsync(CommitBatch batch)
    {
        var before = await ReadBeforeAsync(batch);
        var (removed, rows) = (new List<CounterDelta>(), new Columns());
        var (job, number) = (rows.Long(), rows.Int());
        foreach (ref readonly var row in batch.Attempts)
        {
            if (!MayRepeat(row) || !before.TryGetValue(row.Job, out var stored))
            {
                continue;
            }

            var repeated = Repeated(row, stored);
            foreach (var old in repeated)
            {
                job.Add(old.Job);
                number.Add(old.Number);
                stored.Remove(old);
            }

            if (repeated.Count > 0)
            {
                removed.Add(new CounterDelta(repeated[0].Lane, Counter.Of(row.Outcome), -repeated.Count));
            }
        }

        if (removed.Count > 0)
        {
            database.Add(Remove, rows);
            database.Add(RemoveResults, rows);
        }

        return removed;
    }

    /// <summary>Reads the attempts of the jobs whose attempts may repeat others, newest first.</summary>
    private async Task<Dictionary<long, List<Stored>>> ReadBeforeAsync(CommitBatch batch)
    {
        var jobs = new HashSet<long>();
        foreach (ref readonly var row in batch.Attempts)
        {
            _ = MayRepeat(row) && jobs.Add(row.Job);
        }

        var stored = await database.ReadAllAsync(Before, Read, jobs.Order().ToArray());
        return stored.GroupBy(row => row.Job).ToDictionary(rows => rows.Key, rows => rows.ToList());
    }

    private static List<Stored> Repeated(in AttemptRow row, List<Stored> newestFirst)
    {
        var (repeated, same, kept) = (new List<Stored>(), 1, Refusals.KeptOf(row.Outcome));
        foreach (var other in newestFirst)
        {
            if (other.Number >= row.Number)
            {
                continue;
            }

            if (other.State != AttemptState.Ended || Refusals.KeptOf(other.Outcome) == int.MaxValue)
            {
                break; // this attempt may have reached the contact
            }

            if (other.Outcome == row.Outcome && other.Provider == row.Provider && ++same > kept)
            {
                repeated.Add(other);
            }
        }

        return repeated;
    }

    private static Stored Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), (AttemptState)row.GetInt16(2), (AttemptOutcome)row.GetInt16(3), row.GetString(4),
        row.GetInt32(5));

    private sealed record Stored(
        long Job, int Number, AttemptState State, AttemptOutcome Outcome, string Provider, int Lane);
}
