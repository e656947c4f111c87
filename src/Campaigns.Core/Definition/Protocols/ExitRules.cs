namespace Campaigns;

/// <summary>
/// Rules that end a drip before its last step, and that decide what follows after all steps are sent. A protocol with exit rules is a drip:
/// it continues after steps that fail or cannot be sent, and a person has one running drip per tenant at a time.
/// </summary>
public sealed record ExitRules
{
    /// <summary>The event that ends a drip by default.</summary>
    internal const string Reply = "reply";

    /// <summary>The default of <see cref="After"/>: 30 days.</summary>
    public static readonly TimeSpan DefaultAfter = TimeSpan.FromDays(30);

    /// <summary>
    /// The maximum duration of a job, counted from its first turn. More than 0, up to 3,650 days. Default: 30 days. When it has elapsed,
    /// the job ends as <see cref="JobState.NoResponse"/> if all its steps are done, and as <see cref="JobState.Expired"/> otherwise.
    /// </summary>
    public TimeSpan After { get; init; } = DefaultAfter;

    /// <summary>The events of a contact that end its job as <see cref="JobState.Replied"/>. Default: a reply.</summary>
    public IReadOnlyList<string> Events { get; init; } = [Reply];

    /// <summary>
    /// The attempt outcomes that end the job: as completed for <see cref="AttemptOutcome.Completed"/>, and as failed for others. Default:
    /// none.
    /// </summary>
    public IReadOnlyList<AttemptOutcome> Outcomes { get; init; } = [];

    /// <summary>
    /// Whether a job that has done all its steps is monitored for a reply until it expires. Default: true. If false, the job ends as
    /// completed.
    /// </summary>
    public bool Monitor { get; init; } = true;

    internal void AddProblems(Problems problems, string field)
    {
        problems.Require(
            After > TimeSpan.Zero && After <= TimeSpan.FromDays(3650), $"{field}.After", After, "use more than 0, up to 3,650 days");
        problems.Require(Events is not null, $"{field}.Events", null, "give events, or none");
        problems.Require(Outcomes is not null, $"{field}.Outcomes", null, "give outcomes, or none");
        foreach (var name in Events ?? [])
        {
            problems.Require(ProtocolCheck.IsName(name), $"{field}.Events", Problems.Quote(name), "use 1 to 100 characters");
        }

        foreach (var outcome in Outcomes ?? [])
        {
            problems.Require(outcome.IsOfContact(), $"{field}.Outcomes", outcome, "name outcomes of a contact");
        }
    }
}

/// <summary>What to do with a contact that already has a running job under the same exclusivity key.</summary>
public enum ExclusivityConflict
{
    /// <summary>The contact is not enrolled. The refused row names the campaign in which its job is running.</summary>
    Reject,

    /// <summary>The running job ends as <see cref="JobState.Removed"/>. The new job starts after that.</summary>
    Replace,

    /// <summary>The contact is enrolled, and its job starts when the running job has ended.</summary>
    QueueAfter,
}

/// <summary>
/// Limits each contact of a tenant to one running job, over all campaigns with the same key. A job is running from its enrollment to its
/// end, including monitoring.
/// </summary>
public sealed record Exclusivity
{
    /// <summary>
    /// The key that campaigns share. Null: no exclusivity. The default, an empty string, is a valid key. Up to 200 characters.
    /// </summary>
    public string? Key { get; init; } = "";

    /// <summary>What to do with a contact that already has a running job. Default: <see cref="ExclusivityConflict.Reject"/>.</summary>
    public ExclusivityConflict OnConflict { get; init; }

    /// <summary>No exclusivity.</summary>
    public static Exclusivity None { get; } = new() { Key = null };
}
