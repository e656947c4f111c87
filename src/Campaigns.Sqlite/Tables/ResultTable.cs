using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Writes what attempts told besides their outcomes.</summary>
internal sealed class ResultWriter(Database database)
{
    private static readonly string[] Values =
    [
        "answered_by", "ring_time", "talk_time", "cost", "currency", "recording", "transcript", "call_back_at", "opt_out", "data",
    ];

    private readonly Statement _write = database.Prepare(
        $"""
        INSERT INTO results (job, number, {string.Join(", ", Values)}, occurred_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (job, number) DO UPDATE SET
            {string.Join(", ", Values.Select(Merge))}, occurred_at = max(occurred_at, excluded.occurred_at)
        """);

    /// <summary>Merges a row with the stored row of its attempt.</summary>
    public void Write(ResultRow row) => _write
        .Bind(1, row.Job)
        .Bind(2, row.Number)
        .Bind(3, row.AttemptResult.AnsweredBy == AnsweredBy.Unknown ? null : (long)row.AttemptResult.AnsweredBy)
        .Bind(4, row.AttemptResult.RingTime?.Ticks)
        .Bind(5, row.AttemptResult.TalkTime?.Ticks)
        .Bind(6, row.AttemptResult.Cost?.Amount.ToString(CultureInfo.InvariantCulture))
        .Bind(7, row.AttemptResult.Cost?.Currency)
        .Bind(8, row.AttemptResult.Recording?.OriginalString)
        .Bind(9, row.AttemptResult.Transcript?.OriginalString)
        .Bind(10, row.AttemptResult.CallBackAt?.UtcTicks)
        .Bind(11, (long?)row.AttemptResult.OptOut)
        .Bind(12, row.AttemptResult.Data)
        .Bind(13, row.OccurredAt)
        .Run();

    /// <summary>The later value wins if there is one. A row with an earlier time only adds missing values.</summary>
    private static string Merge(string column) =>
        $"""
        {column} = CASE WHEN excluded.occurred_at <> 0 AND excluded.occurred_at < occurred_at
            THEN coalesce({column}, excluded.{column}) ELSE coalesce(excluded.{column}, {column}) END
        """;
}

/// <summary>Reads what attempts told besides their outcomes.</summary>
internal sealed class ResultReader(Database database)
{
    internal const string OfJob =
        """
        SELECT job, number, answered_by, ring_time, talk_time, cost, currency, recording, transcript, call_back_at, opt_out, data,
            occurred_at
        FROM results WHERE job = ?1 ORDER BY number
        """;

    private readonly Statement _ofJob = database.Prepare(OfJob);

    public List<ResultRow> ReadOfJob(long job)
    {
        var rows = new List<ResultRow>();
        _ofJob.Bind(1, job);
        while (_ofJob.Step())
        {
            rows.Add(new ResultRow(_ofJob.Long(0), _ofJob.Int(1), Read(_ofJob), _ofJob.Long(12)));
        }

        return rows;
    }

    private static AttemptResult Read(Statement row) => new()
    {
        AnsweredBy = row.IsNull(2) ? AnsweredBy.Unknown : (AnsweredBy)row.Int(2),
        RingTime = row.IsNull(3) ? null : TimeSpan.FromTicks(row.Long(3)),
        TalkTime = row.IsNull(4) ? null : TimeSpan.FromTicks(row.Long(4)),
        Cost = row.IsNull(5) ? null : new AttemptCost(decimal.Parse(row.Text(5), CultureInfo.InvariantCulture), row.Text(6)),
        Recording = Link(row.TextOrNull(7)),
        Transcript = Link(row.TextOrNull(8)),
        CallBackAt = RowText.Instant(row, 9),
        OptOut = row.IsNull(10) ? null : (OptOutScope)row.Int(10),
        Data = row.TextOrNull(11),
    };

    private static Uri? Link(string? text) => text is null ? null : new Uri(text, UriKind.Absolute);
}
