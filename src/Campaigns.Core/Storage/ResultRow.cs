namespace Campaigns.Storage;

/// <summary>
/// What a report told about one attempt. Stored by job and number, merged with the row that the store holds: see <see cref="Then"/>.
/// </summary>
/// <param name="Job">The id of the job.</param>
/// <param name="Number">The number of the attempt within the job.</param>
/// <param name="AttemptResult">The result. In a store, the merged result.</param>
/// <param name="OccurredAt">
/// When the reported event occurred according to the provider, in UTC ticks. 0 if the provider gave no time. In a store, the latest time.
/// </param>
public sealed record ResultRow(long Job, int Number, AttemptResult AttemptResult, long OccurredAt)
{
    /// <summary>
    /// Returns the row that a store holds after a later row. A value that the later row gives replaces the value before. If the later row
    /// names an earlier time, it only adds missing values.
    /// </summary>
    /// <param name="later">The row that is written later.</param>
    public ResultRow Then(ResultRow later)
    {
        ArgumentNullException.ThrowIfNull(later);
        var isOlder = later.OccurredAt != 0 && later.OccurredAt < OccurredAt;
        var (first, second) = isOlder ? (AttemptResult, later.AttemptResult) : (later.AttemptResult, AttemptResult);
        var merged = new AttemptResult
        {
            AnsweredBy = first.AnsweredBy == AnsweredBy.Unknown ? second.AnsweredBy : first.AnsweredBy,
            RingTime = first.RingTime ?? second.RingTime,
            TalkTime = first.TalkTime ?? second.TalkTime,
            Cost = first.Cost ?? second.Cost,
            Recording = first.Recording ?? second.Recording,
            Transcript = first.Transcript ?? second.Transcript,
            CallBackAt = first.CallBackAt ?? second.CallBackAt,
            OptOut = first.OptOut ?? second.OptOut,
            Data = first.Data ?? second.Data,
        };
        return this with { AttemptResult = merged, OccurredAt = Math.Max(OccurredAt, later.OccurredAt) };
    }

    /// <summary>Returns the row of an erased contact: without recording, transcript and data. For stores.</summary>
    public ResultRow Erase() => this with { AttemptResult = AttemptResult with { Recording = null, Transcript = null, Data = null } };

    /// <summary>Returns the attempt, without the result.</summary>
    public override string ToString() => $"result of attempt {Job}-{Number}";
}
