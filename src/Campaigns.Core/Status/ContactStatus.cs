using Campaigns.Storage;

namespace Campaigns;

/// <summary>Where one contact stands in one campaign.</summary>
public sealed record ContactStatus
{
    /// <summary>The contact.</summary>
    public required Contact Contact { get; init; }

    /// <summary>Its state.</summary>
    public required JobState State { get; init; }

    /// <summary>The index of the step it is at.</summary>
    public int Step { get; init; }

    /// <summary>How many attempts it has had that spent budget, over all steps.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is due, while it waits.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Every attempt, the oldest first.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>Puts together what the store holds.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempts">Its attempts.</param>
    /// <param name="ended">How the campaign's open jobs ended, if it was canceled or has expired.</param>
    /// <param name="stamp">The store's stamp.</param>
    internal static ContactStatus From(JobRecord job, IReadOnlyList<AttemptRow> attempts, JobState? ended, ulong stamp)
    {
        var isOpen = job.Row.State is JobState.New or JobState.Waiting;
        return new ContactStatus
        {
            Contact = job.Contact,
            State = isOpen && ended is { } end ? end : job.Row.State,
            Step = job.Row.Step,
            Attempts = attempts.Count(attempt => attempt.Outcome.Class() is OutcomeClass.Contact or OutcomeClass.Unknown),
            NextDue = job.Row.State == JobState.Waiting && ended is null ? new DateTimeOffset(job.Row.Due, TimeSpan.Zero) : null,
            Timeline = [.. attempts.Select(row => TimelineEntry.From(row, stamp))],
        };
    }
}

/// <summary>One attempt in a contact's timeline.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Try">Which try of the step it was, from 1.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="CommittedAt">When it was committed, just before it was sent.</param>
/// <param name="EndedAt">When its outcome was recorded.</param>
/// <param name="Provider">Through which provider.</param>
/// <param name="ProviderCallId">The provider's own id.</param>
/// <param name="Note">Why it ended so, if there is more to say.</param>
public sealed record TimelineEntry(
    AttemptId Attempt,
    int Step,
    int Try,
    AttemptState State,
    Outcome Outcome,
    DateTimeOffset CommittedAt,
    DateTimeOffset? EndedAt,
    string Provider,
    string? ProviderCallId,
    string? Note)
{
    /// <summary>The provider's own word for the status that counts, if it gave one.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>When that status came about, as the provider says.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The attempt, without what the provider said.</summary>
    public override string ToString() => $"attempt {Attempt}, step {Step}, try {Try}: {State} {Outcome} through {Provider}";

    internal static TimelineEntry From(AttemptRow row, ulong stamp) => new(
        new AttemptId(stamp, row.Job, row.Number),
        row.Step,
        row.Try,
        row.State,
        row.Outcome,
        new DateTimeOffset(row.CommittedAt, TimeSpan.Zero),
        row.EndedAt == 0 ? null : new DateTimeOffset(row.EndedAt, TimeSpan.Zero),
        row.Provider,
        row.ProviderCallId,
        row.Note)
    {
        ProviderStatus = row.ProviderStatus,
        OccurredAt = row.OccurredAt == 0 ? null : new DateTimeOffset(row.OccurredAt, TimeSpan.Zero),
    };
}
