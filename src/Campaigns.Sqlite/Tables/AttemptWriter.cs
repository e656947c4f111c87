using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Appends attempts, and updates attempts that have changed.</summary>
internal sealed class AttemptWriter(Database database)
{
    private const string Changes =
        "state = ?3, outcome = ?4, ended_at = ?5, note = ?6, provider_status = ?7, occurred_at = ?8, content_hash = ?9";

    private readonly Statement _append = database.Prepare(
        $"""
        INSERT INTO attempts (
            job, number, state, outcome, ended_at, note, provider_status, occurred_at, content_hash, provider_call_id,
            campaign, step, try, epoch, committed_at, provider, caller_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT campaign FROM contacts WHERE id = ?1), ?11, ?12, ?13, ?14, ?15, ?16)
        ON CONFLICT (job, number) DO UPDATE SET {Changes}, provider_call_id = ?10
        """);

    // Does not set the call id, so that its index entry is not removed and written again.
    private readonly Statement _complete = database.Prepare(
        $"UPDATE attempts SET {Changes} WHERE job = ?1 AND number = ?2 AND provider_call_id IS ?10");

    private readonly Statement _completeWithId = database.Prepare(
        $"UPDATE attempts SET {Changes}, provider_call_id = ?10 WHERE job = ?1 AND number = ?2");

    public void Write(in AttemptRow row)
    {
        if (row.State == AttemptState.Committed || !Complete(row))
        {
            Append(row);
        }
    }

    /// <summary>Updates an attempt. The call id is new when the attempt is accepted, and rarely changes later.</summary>
    private bool Complete(in AttemptRow row) =>
        (row.State > AttemptState.Accepted && BindChanges(_complete, row).Run() > 0) || BindChanges(_completeWithId, row).Run() > 0;

    private static Statement BindChanges(Statement statement, in AttemptRow row) => statement
        .Bind(1, row.Job)
        .Bind(2, row.Number)
        .Bind(3, (long)row.State)
        .Bind(4, (long)row.Outcome)
        .Bind(5, row.EndedAt)
        .Bind(6, row.Note)
        .Bind(7, row.ProviderStatus)
        .Bind(8, row.OccurredAt)
        .Bind(9, row.ContentHash)
        .Bind(10, row.ProviderCallId);

    private void Append(in AttemptRow row) => BindChanges(_append, row)
        .Bind(11, row.Step)
        .Bind(12, row.Try)
        .Bind(13, row.Epoch)
        .Bind(14, row.CommittedAt)
        .Bind(15, row.Provider)
        .Bind(16, row.CallerId)
        .Run();
}
