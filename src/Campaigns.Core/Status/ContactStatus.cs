using Campaigns.Storage;

namespace Campaigns;

/// <summary>The status of one contact in one campaign.</summary>
public sealed record ContactStatus
{
    /// <summary>The contact.</summary>
    public required Contact Contact { get; init; }

    /// <summary>The state of the contact's job.</summary>
    public required JobState State { get; init; }

    /// <summary>The index of the current step.</summary>
    public int Step { get; init; }

    /// <summary>The channel of the current step. Null for a step that sends nothing.</summary>
    public string? Channel { get; init; }

    /// <summary>The number of attempts that spent budget, over all steps.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// When the job is due, if it is waiting. For a wait for a channel, an event or a person, when the wait ends. Null if it has no end.
    /// </summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>What the job waits for, if it is waiting.</summary>
    public WaitingFor WaitingFor { get; init; }

    /// <summary>The number of deferred steps in the current group, whose channel is unavailable.</summary>
    public int DeferredSteps { get; init; }

    /// <summary>When the job expires by its exit rules. Null before its first turn, and without exit rules.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The version of the campaign's protocol that the job follows, from 1. 0 if the contact has its own protocol.</summary>
    public int ProtocolVersion { get; init; } = 1;

    /// <summary>The attempts, oldest first.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    private static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>Builds the status from the store's data.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempts">Its attempts.</param>
    /// <param name="ended">The state in which the campaign's open jobs ended, if the campaign was canceled or has expired.</param>
    /// <param name="stamp">The store's stamp.</param>
    /// <param name="channelOf">Returns the channel of a step, through a given provider or without one.</param>
    /// <param name="waiting">What the jobs of the lane wait for.</param>
    /// <param name="lead">How far pauses count ahead of the clock, in ticks.</param>
    /// <param name="results">What the attempts told besides their outcomes; null for nothing.</param>
    internal static ContactStatus From(
        JobRecord job,
        IReadOnlyList<AttemptRow> attempts,
        JobState? ended,
        ulong stamp,
        Func<int, string?, string?> channelOf,
        WaitingFor waiting = WaitingFor.Turn,
        long lead = 0,
        IReadOnlyList<ResultRow>? results = null)
    {
        AttemptResult? ResultOf(int number) => results?.FirstOrDefault(row => row.Number == number)?.AttemptResult;
        var due = job.Row.Due - (job.Row.IsPause ? lead : 0);
        var isOpen = job.Row.State is JobState.New or JobState.Waiting;
        return new ContactStatus
        {
            Contact = job.Contact,
            State = isOpen && ended is { } end ? end : job.Row.State,
            Step = job.Row.Step,
            Channel = channelOf(job.Row.Step, null),
            Attempts = attempts.Count(attempt => attempt.State == AttemptState.Ended && attempt.Outcome.SpendsAttempt()),
            NextDue = job.Row.State == JobState.Waiting && ended is null && job.Row.Due < Never
                ? new DateTimeOffset(due, TimeSpan.Zero)
                : null,
            WaitingFor = job.Row.State == JobState.Waiting ? waiting : WaitingFor.Turn,
            ExpiresAt = job.Row.Expires == 0 ? null : new DateTimeOffset(job.Row.Expires, TimeSpan.Zero),
            ProtocolVersion = job.Row.Protocol + 1,
            DeferredSteps = job.Row.State.IsTerminal() ? 0 : job.Row.DeferredStepCount,
            Timeline =
            [
                .. attempts.Select(row =>
                    TimelineEntry.From(row, stamp, channelOf(row.Step, row.Provider)) with { AttemptResult = ResultOf(row.Number) }),
            ],
        };
    }
}

/// <summary>One attempt in a contact's timeline.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Try">The number of the attempt within its step, from 1.</param>
/// <param name="State">The state of the attempt.</param>
/// <param name="Outcome">The outcome. <see cref="AttemptOutcome.None"/> until the attempt ends.</param>
/// <param name="CommittedAt">When the attempt was committed, just before it was sent.</param>
/// <param name="EndedAt">When the outcome was recorded. Null before that.</param>
/// <param name="Provider">The name of the provider.</param>
/// <param name="ProviderCallId">The provider's id for the attempt. Null if unknown.</param>
/// <param name="Note">A further explanation of the outcome. Null for none.</param>
public sealed record TimelineEntry(
    AttemptId Attempt,
    int Step,
    int Try,
    AttemptState State,
    AttemptOutcome Outcome,
    DateTimeOffset CommittedAt,
    DateTimeOffset? EndedAt,
    string Provider,
    string? ProviderCallId,
    string? Note)
{
    /// <summary>The channel on which the attempt was sent. Null if neither its provider nor its step is known any more.</summary>
    public string? Channel { get; init; }

    /// <summary>The number that the attempt showed, in E.164 form. Null for a provider without caller ids.</summary>
    public string? CallerId { get; init; }

    /// <summary>The provider's own term for the status that counts. Null if the provider gave none.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>When that status occurred according to the provider. Null if the provider gave no time.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// The first 16 hexadecimal digits of the SHA-256 of the sent content: subject, line feed, body, in UTF-8. Null for none.
    /// </summary>
    public string? ContentHash { get; init; }

    /// <summary>The contact when the attempt was committed, if the contact has changed since. Null otherwise.</summary>
    public Contact? Contact { get; init; }

    /// <summary>What the attempt told besides its outcome, merged from all reports. Null if nothing was told.</summary>
    public AttemptResult? AttemptResult { get; init; }

    /// <summary>Returns the attempt without the provider's texts.</summary>
    public override string ToString() => $"attempt {Attempt}, step {Step}, try {Try}: {State} {Outcome} through {Provider}";

    internal static TimelineEntry From(AttemptRow row, ulong stamp, string? channel) => new(
        new AttemptId(stamp, row.Job, row.Number),
        row.Step,
        row.Try,
        row.State,
        row.State == AttemptState.Ended ? row.Outcome : AttemptOutcome.None,
        new DateTimeOffset(row.CommittedAt, TimeSpan.Zero),
        Instant(row.EndedAt),
        row.Provider,
        row.ProviderCallId,
        row.Note)
    {
        Channel = channel,
        CallerId = row.CallerId,
        ProviderStatus = row.ProviderStatus,
        OccurredAt = Instant(row.OccurredAt),
        Contact = row.Contact,
        ContentHash = row.ContentHash == 0 ? null : row.ContentHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
