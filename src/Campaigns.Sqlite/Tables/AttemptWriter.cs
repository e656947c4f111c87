using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Appends attempts, and completes those that have gone on.</summary>
internal sealed class AttemptWriter(Database database)
{
    private readonly Statement _append = database.Prepare(
        """
        INSERT INTO attempts (job, number, campaign, step, try, state, outcome, epoch, committed_at, ended_at, provider, provider_call_id, note)
        VALUES (?1, ?2, (SELECT campaign FROM contacts WHERE id = ?1), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (job, number) DO UPDATE SET state = ?5, outcome = ?6, ended_at = ?9, provider_call_id = ?11, note = ?12
        """);

    private readonly Statement _complete = database.Prepare(
        "UPDATE attempts SET state = ?3, outcome = ?4, ended_at = ?5, provider_call_id = ?6, note = ?7 WHERE job = ?1 AND number = ?2");

    public void Write(in AttemptRow row)
    {
        if (row.State == AttemptState.Committed || !Complete(row))
        {
            Append(row);
        }
    }

    private bool Complete(in AttemptRow row) => _complete
        .Bind(1, row.Job)
        .Bind(2, row.Number)
        .Bind(3, (long)row.State)
        .Bind(4, (long)row.Outcome)
        .Bind(5, row.EndedAt)
        .Bind(6, row.ProviderCallId)
        .Bind(7, row.Note)
        .Run() > 0;

    private void Append(in AttemptRow row) => _append
        .Bind(1, row.Job)
        .Bind(2, row.Number)
        .Bind(3, row.Step)
        .Bind(4, row.Try)
        .Bind(5, (long)row.State)
        .Bind(6, (long)row.Outcome)
        .Bind(7, row.Epoch)
        .Bind(8, row.CommittedAt)
        .Bind(9, row.EndedAt)
        .Bind(10, row.Provider)
        .Bind(11, row.ProviderCallId)
        .Bind(12, row.Note)
        .Run();
}
