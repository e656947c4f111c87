using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Rejects a batch that could be written only in part, before any row is written.</summary>
internal static class MemoryBatchCheck
{
    public static void RequireKnown(CommitBatch batch, MemoryJobs jobs, int lastLane)
    {
        foreach (ref readonly var job in batch.NewJobs)
        {
            Require(job.Row.Lane > 0 && job.Row.Lane <= lastLane + batch.Lanes.Count, "lane", job.Row.Lane);
        }

        foreach (ref readonly var row in batch.Jobs)
        {
            Require(jobs.Holds(row.Id) || Enrolls(batch, row.Id), "job", row.Id);
        }

        foreach (var row in batch.Contacts)
        {
            Require(jobs.Holds(row.Job), "job", row.Job);
        }

        foreach (ref readonly var attempt in batch.Attempts)
        {
            Require(jobs.Holds(attempt.Job) || Enrolls(batch, attempt.Job), "job", attempt.Job);
        }
    }

    private static bool Enrolls(CommitBatch batch, long job)
    {
        foreach (ref readonly var record in batch.NewJobs)
        {
            if (record.Row.Id == job)
            {
                return true;
            }
        }

        return false;
    }

    private static void Require(bool condition, string what, long id)
    {
        if (!condition)
        {
            throw new ArgumentException($"The batch names {what} {id}, which the store does not hold.");
        }
    }
}
