namespace Campaigns;

/// <summary>
/// When a drip ends before its steps do, and what follows when all of them are sent. A protocol with exit rules is a drip: steps that fail
/// or
/// cannot be sent are left behind, and a person runs through one drip of a tenant at a time.
/// </summary>
public sealed record ExitRules
{
    /// <summary>The event that ends a drip unless it names others.</summary>
    internal const string Reply = "reply";

    /// <summary>The default of <see cref="After"/>: 30 days.</summary>
    public static readonly TimeSpan DefaultAfter = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a job goes on, from the moment its turn first comes: more than 0, up to 3,650 days; 30 days by default. Then it ends: as
    /// <see cref="JobState.NoResponse"/> if all its steps were done, as <see cref="JobState.Expired"/> if not.
    /// </summary>
    public TimeSpan After { get; init; } = DefaultAfter;

    /// <summary>The events of a contact that end its job as <see cref="JobState.Replied"/>. A reply, by default.</summary>
    public IReadOnlyList<string> Events { get; init; } = [Reply];

    /// <summary>
    /// Outcomes of an attempt that end its job: as completed for <see cref="AttemptOutcome.Completed"/>, as failed for others. None by
    /// default.
    /// </summary>
    public IReadOnlyList<AttemptOutcome> Outcomes { get; init; } = [];

    /// <summary>
    /// Whether a job that has done all its steps goes on being monitored for a reply until it expires. True by default; if not, it ends as
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

/// <summary>What to do with a contact that is running already under the same exclusivity key.</summary>
public enum ExclusivityConflict
{
    /// <summary>It is not enrolled: a refused row, which says where it is running.</summary>
    Reject,

    /// <summary>The job that is running ends as <see cref="JobState.Removed"/>, and this one begins when it has.</summary>
    Replace,

    /// <summary>It is enrolled and begins when the one that is running has ended.</summary>
    QueueAfter,
}

/// <summary>
/// At most one running job for each contact of a tenant, over the campaigns that name the same key. A job runs from its enrolment to its
/// end, monitoring included.
/// </summary>
public sealed record Exclusivity
{
    /// <summary>The key that campaigns share; null for no exclusivity. Empty, the default, is a key too.</summary>
    public string? Key { get; init; } = "";

    /// <summary>What to do with a contact that is running already. <see cref="ExclusivityConflict.Reject"/> by default.</summary>
    public ExclusivityConflict OnConflict { get; init; }

    /// <summary>No exclusivity.</summary>
    public static Exclusivity None { get; } = new() { Key = null };
}
