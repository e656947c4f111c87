using System.Globalization;
using Campaigns.Storage;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Writes and reads what attempts told besides their outcomes.</summary>
internal static class ResultTable
{
    private static readonly string[] Values =
    [
        "answered_by", "ring_time", "talk_time", "cost", "currency", "recording", "transcript", "call_back_at", "opt_out", "data",
    ];

    private static readonly string Merge = $"""
        insert into ~results as r (shard, job, number, {string.Join(", ", Values)}, occurred_at)
        select $1, u.* from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) u
        on conflict (shard, job, number) do update set
            {string.Join(", ", Values.Select(MergeOf))}, occurred_at = greatest(r.occurred_at, excluded.occurred_at)
        """;

    private static readonly string OfJob =
        $"select job, number, {string.Join(", ", Values)}, occurred_at from ~results where shard = $1 and job = $2 order by number";

    /// <summary>Merges rows with the stored rows of their attempts, in order.</summary>
    public static void Write(StoreConnection database, CommitBatch batch)
    {
        for (var rest = batch.Results; rest.Count > 0;)
        {
            var (round, written, later) = (new ResultRows(), new HashSet<(long, int)>(), new List<ResultRow>());
            foreach (var row in rest)
            {
                if (written.Add((row.Job, row.Number)))
                {
                    round.Add(row);
                }
                else
                {
                    later.Add(row); // one statement changes a row once only
                }
            }

            database.Add(Merge, round.Columns);
            rest = later;
        }
    }

    public static async Task<IReadOnlyList<ResultRow>> ReadAsync(StoreConnection database, long job) =>
        await database.ReadAllAsync(OfJob, row => new ResultRow(row.GetInt64(0), row.GetInt32(1), Read(row), row.GetInt64(12)), job);

    private static AttemptResult Read(NpgsqlDataReader row) => new()
    {
        AnsweredBy = row.IsDBNull(2) ? AnsweredBy.Unknown : (AnsweredBy)row.GetInt16(2),
        RingTime = row.LongOrNull(3) is { } ring ? TimeSpan.FromTicks(ring) : null,
        TalkTime = row.LongOrNull(4) is { } talk ? TimeSpan.FromTicks(talk) : null,
        Cost = row.TextOrNull(5) is { } cost ? new AttemptCost(decimal.Parse(cost, CultureInfo.InvariantCulture), row.GetString(6)) : null,
        Recording = Link(row.TextOrNull(7)),
        Transcript = Link(row.TextOrNull(8)),
        CallBackAt = row.Instant(9),
        OptOut = row.IsDBNull(10) ? null : (OptOutScope)row.GetInt16(10),
        Data = row.TextOrNull(11),
    };

    /// <summary>The later value wins if there is one. A row with an earlier time only adds missing values.</summary>
    private static string MergeOf(string column) =>
        $"""
        {column} = case when excluded.occurred_at <> 0 and excluded.occurred_at < r.occurred_at
            then coalesce(r.{column}, excluded.{column}) else coalesce(excluded.{column}, r.{column}) end
        """;

    private static Uri? Link(string? text) => text is null ? null : new Uri(text, UriKind.Absolute);

    /// <summary>The columns of <see cref="Merge"/>.</summary>
    private sealed class ResultRows
    {
        private readonly Column<long> _job;
        private readonly Column<int> _number;
        private readonly Column<short?> _answeredBy;
        private readonly Column<long?>[] _times;
        private readonly Column<string?>[] _texts;
        private readonly Column<long?> _callBackAt;
        private readonly Column<short?> _optOut;
        private readonly Column<string?> _data;
        private readonly Column<long> _occurredAt;

        public ResultRows()
        {
            (_job, _number, _answeredBy) = (Columns.Long(), Columns.Int(), Columns.ShortOrNull());
            _times = [Columns.LongOrNull(), Columns.LongOrNull()];
            _texts = [Columns.Text(), Columns.Text(), Columns.Text(), Columns.Text()];
            (_callBackAt, _optOut, _data, _occurredAt) = (Columns.LongOrNull(), Columns.ShortOrNull(), Columns.Text(), Columns.Long());
        }

        public Columns Columns { get; } = new();

        public void Add(ResultRow row)
        {
            var result = row.AttemptResult;
            _job.Add(row.Job);
            _number.Add(row.Number);
            _answeredBy.Add(result.AnsweredBy == AnsweredBy.Unknown ? null : (short)result.AnsweredBy);
            _times[0].Add(result.RingTime?.Ticks);
            _times[1].Add(result.TalkTime?.Ticks);
            _texts[0].Add(result.Cost?.Amount.ToString(CultureInfo.InvariantCulture));
            _texts[1].Add(result.Cost?.Currency);
            _texts[2].Add(result.Recording?.OriginalString);
            _texts[3].Add(result.Transcript?.OriginalString);
            _callBackAt.Add(result.CallBackAt?.UtcTicks);
            _optOut.Add((short?)result.OptOut);
            _data.Add(result.Data);
            _occurredAt.Add(row.OccurredAt);
        }
    }
}
