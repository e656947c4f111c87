using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>The columns of a job and its contact in a query.</summary>
internal static class JobColumns
{
    /// <summary>The columns of <c>jobs</c> except the id, in the order of <see cref="Bind"/>.</summary>
    public const string Changing =
        "lane, state, due, outcome_counts, number, step, tries, last_outcome, wishes, protocol, expires, since, aside, began, early, "
        + "caller_id";

    /// <summary>The parameters of <see cref="Changing"/>, after the id.</summary>
    public const string Parameters = "?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17";

    /// <summary>The columns of <c>contacts c</c> that form a contact.</summary>
    public const string OfContact = "c.key, c.phone, c.zone, c.addresses, c.data, c.protocol";

    /// <summary>The scope of a contact key, and the first part of the index by key: the exclusivity, or the campaign alone.</summary>
    public const string Scope = "coalesce(c.exclusivity, -c.campaign)";

    /// <summary>The columns of a query over <c>jobs j</c> and <c>contacts c</c>.</summary>
    public const string List =
        "j.id, j.lane, j.state, j.due, j.outcome_counts, j.number, j.step, j.tries, j.last_outcome, j.wishes, "
        + $"j.protocol, j.expires, j.since, j.aside, j.began, j.early, j.caller_id, {OfContact}";

    /// <summary>The number of columns in <see cref="List"/>, which is the index of the next column.</summary>
    public const int Count = 23;

    private const int FirstOfContact = 17;

    public static JobRecord Read(Statement row) => new(ReadRow(row), ReadContact(row, FirstOfContact));

    /// <summary>Reads the columns of <see cref="OfContact"/>.</summary>
    public static Contact ReadContact(Statement row, int first)
    {
        var phone = row.IsNull(first + 1) ? null : string.Create(CultureInfo.InvariantCulture, $"+{row.Long(first + 1)}");
        var contact = new Contact(
            row.Text(first), phone, row.TextOrNull(first + 2), RowText.ReadMap(row.TextOrNull(first + 3)),
            RowText.ReadMap(row.TextOrNull(first + 4)));
        return row.TextOrNull(first + 5) is { } protocol ? contact.WithProtocolJson(protocol) : contact;
    }

    /// <summary>Binds all columns except the id.</summary>
    public static Statement Bind(Statement statement, int first, in JobRow row) => statement
        .Bind(first, row.Lane)
        .Bind(first + 1, (long)row.State)
        .Bind(first + 2, row.Due)
        .Bind(first + 3, unchecked((long)row.OutcomeCounts))
        .Bind(first + 4, row.Number)
        .Bind(first + 5, row.Step)
        .Bind(first + 6, row.Tries)
        .Bind(first + 7, (long)row.LastOutcome)
        .Bind(first + 8, row.PendingActions)
        .Bind(first + 9, row.Protocol)
        .Bind(first + 10, row.Expires)
        .Bind(first + 11, row.Since)
        .Bind(first + 12, row.DeferredSteps)
        .Bind(first + 13, row.Began)
        .Bind(first + 14, row.EarlyEvents)
        .Bind(first + 15, row.CallerId);

    private static JobRow ReadRow(Statement row) => new()
    {
        Id = row.Long(0),
        Lane = row.Int(1),
        State = (JobState)row.Int(2),
        Due = row.Long(3),
        OutcomeCounts = unchecked((ulong)row.Long(4)),
        Number = row.Int(5),
        Step = (short)row.Int(6),
        Tries = (short)row.Int(7),
        LastOutcome = (AttemptOutcome)row.Int(8),
        PendingActions = (ushort)row.Int(9),
        Protocol = row.Int(10),
        Expires = row.Long(11),
        Since = row.Long(12),
        DeferredSteps = (ushort)row.Int(13),
        Began = row.Long(14),
        EarlyEvents = (ushort)row.Int(15),
        CallerId = (ushort)row.Int(16),
    };
}
