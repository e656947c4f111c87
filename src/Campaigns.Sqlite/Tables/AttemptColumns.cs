using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>The columns of an attempt in a query.</summary>
internal static class AttemptColumns
{
    /// <summary>The columns of a query over <c>attempts a</c>.</summary>
    public const string List = """
        a.job, a.number, a.step, a.try, a.state, a.outcome, a.epoch, a.committed_at, a.ended_at,
        a.provider, a.provider_call_id, a.note, a.provider_status, a.occurred_at, a.content_hash, a.caller_id
        """;

    public static AttemptRow Read(Statement row, int first) => new()
    {
        Job = row.Long(first),
        Number = row.Int(first + 1),
        Step = (short)row.Int(first + 2),
        Try = (short)row.Int(first + 3),
        State = (AttemptState)row.Int(first + 4),
        Outcome = (AttemptOutcome)row.Int(first + 5),
        Epoch = row.Long(first + 6),
        CommittedAt = row.Long(first + 7),
        EndedAt = row.Long(first + 8),
        Provider = row.Text(first + 9),
        ProviderCallId = row.TextOrNull(first + 10),
        Note = row.TextOrNull(first + 11),
        ProviderStatus = row.TextOrNull(first + 12),
        OccurredAt = row.Long(first + 13),
        ContentHash = row.Long(first + 14),
        CallerId = row.TextOrNull(first + 15),
    };
}
