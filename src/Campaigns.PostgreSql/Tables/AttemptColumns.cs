using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>The columns of an attempt in a query.</summary>
internal static class AttemptColumns
{
    /// <summary>
    /// The columns of a query over attempts <c>a</c>, with the contact that the attempt went to, if it has changed since
    /// (<see cref="FormerContact"/>).
    /// </summary>
    public const string List = """
        a.job, a.number, a.step, a.try, a.state, a.outcome, a.epoch, a.committed_at, a.ended_at,
        a.provider, a.provider_call_id, a.note, a.provider_status, a.occurred_at, a.content_hash, a.caller_number,
        w.key, w.phone, w.zone, w.addresses, w.data, w.protocol
        """;

    /// <summary>Finds the former contact of each attempt <c>a</c>.</summary>
    public const string FormerContact = """
        left join lateral (
            select c.key, f.phone, f.zone, f.addresses, f.data, c.protocol
            from ~former_contacts f join ~contacts c on c.shard = f.shard and c.id = f.job
            where f.shard = $1 and f.job = a.job and f.last >= a.number order by f.last limit 1) w on true
        """;

    /// <summary>The index of the first column of the former contact.</summary>
    public const int Former = 16;

    public static AttemptRow Read(NpgsqlDataReader row) => Read(row, 0);

    public static AttemptRow Read(NpgsqlDataReader row, int first) => new()
    {
        Job = row.GetInt64(first),
        Number = row.GetInt32(first + 1),
        Step = row.GetInt16(first + 2),
        Try = row.GetInt16(first + 3),
        State = (AttemptState)row.GetInt16(first + 4),
        Outcome = (AttemptOutcome)row.GetInt16(first + 5),
        Epoch = row.GetInt64(first + 6),
        CommittedAt = row.GetInt64(first + 7),
        EndedAt = row.GetInt64(first + 8),
        Provider = row.GetString(first + 9),
        ProviderCallId = row.TextOrNull(first + 10),
        Note = row.TextOrNull(first + 11),
        ProviderStatus = row.TextOrNull(first + 12),
        OccurredAt = row.GetInt64(first + 13),
        ContentHash = row.GetInt64(first + 14),
        CallerId = row.TextOrNull(first + 15),
        Contact = row.IsDBNull(first + Former) ? null : JobColumns.ReadContact(row, first + Former),
    };
}
