using System.Globalization;
using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>The columns of a job and its contact in a query.</summary>
internal static class JobColumns
{
    /// <summary>The columns of a query over jobs <c>j</c> and contacts <c>c</c>.</summary>
    public const string List =
        "j.id, j.lane, j.state, j.due, j.outcome_counts, j.number, j.step, j.tries, j.last_outcome, j.wishes, "
        + $"j.protocol, j.expires, j.since, j.aside, j.began, j.early, j.caller_id, {OfContact}";

    /// <summary>The columns of contacts <c>c</c> that form a contact.</summary>
    public const string OfContact = "c.key, c.phone, c.zone, c.addresses, c.data, c.protocol as own_protocol";

    /// <summary>
    /// Finds the contact of each job <c>j</c> by its id. OFFSET 0 keeps the planner from another way, whatever the statistics say.
    /// </summary>
    public const string ContactOfJob =
        "cross join lateral (select * from ~contacts f where f.shard = $1 and f.id = j.id offset 0) c";

    /// <summary>Finds the current state of the job of each contact <c>c</c>.</summary>
    public const string JobOfContact =
        "cross join lateral (select * from ~current_jobs f where f.shard = $1 and f.id = c.id offset 0) j";

    /// <summary>The number of columns in <see cref="List"/>, which is the index of the next column.</summary>
    public const int Count = 23;

    private const int FirstOfContact = 17;

    public static JobRecord Read(NpgsqlDataReader row) => new(ReadRow(row), ReadContact(row, FirstOfContact));

    /// <summary>Reads the columns of <see cref="OfContact"/>.</summary>
    public static Contact ReadContact(NpgsqlDataReader row, int first)
    {
        var phone = row.IsDBNull(first + 1) ? null : string.Create(CultureInfo.InvariantCulture, $"+{row.GetInt64(first + 1)}");
        var contact = new Contact(
            row.GetString(first), phone, row.TextOrNull(first + 2), RowText.ReadMap(row.TextOrNull(first + 3)),
            RowText.ReadMap(row.TextOrNull(first + 4)));
        return row.TextOrNull(first + 5) is { } protocol ? contact.WithProtocolJson(protocol) : contact;
    }

    private static JobRow ReadRow(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Lane = row.GetInt32(1),
        State = (JobState)row.GetInt16(2),
        Due = row.GetInt64(3),
        OutcomeCounts = unchecked((ulong)row.GetInt64(4)),
        Number = row.GetInt32(5),
        Step = row.GetInt16(6),
        Tries = row.GetInt16(7),
        LastOutcome = (AttemptOutcome)row.GetInt16(8),
        PendingActions = (ushort)row.GetInt32(9),
        Protocol = row.GetInt32(10),
        Expires = row.GetInt64(11),
        Since = row.GetInt64(12),
        DeferredSteps = (ushort)row.GetInt32(13),
        Began = row.GetInt64(14),
        EarlyEvents = (ushort)row.GetInt32(15),
        CallerId = (ushort)row.GetInt32(16),
    };
}
