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

    /// <summary>The channel of that step; null for a step that sends nothing.</summary>
    public string? Channel { get; init; }

    /// <summary>How many attempts it has had that spent budget, over all steps.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is due, while it waits: for a channel, an event or a person, until when it does.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>What it waits for, while it waits.</summary>
    public WaitingFor WaitingFor { get; init; }

    /// <summary>How many steps of its group are set aside because their channel is unavailable.</summary>
    public int DeferredSteps { get; init; }

    /// <summary>When it expires by its exit rules; null before its turn first comes, and without such rules.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The version of the campaign's protocol it follows, from 1; 0 for a protocol of its own.</summary>
    public int ProtocolVersion { get; init; } = 1;

    /// <summary>Every attempt, the oldest first.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    private static readonly long Never = DateTimeOffset.MaxValue.UtcTicks;

    /// <summary>Puts together what the store holds.</summary>
    /// <param name="job">The job.</param>
    /// <param name="attempts">Its attempts.</param>
    /// <param name="ended">How the campaign's open jobs ended, if it was canceled or has expired.</param>
    /// <param name="stamp">The store's stamp.</param>
    /// <param name="channelOf">The channel of a step, through a provider or through none.</param>
    /// <param name="waiting">What the job's lane waits for.</param>
    /// <param name="lead">By how much pauses count ahead of the clock, in ticks.</param>
    internal static ContactStatus From(
        JobRecord job,
        IReadOnlyList<AttemptRow> attempts,
        JobState? ended,
        ulong stamp,
        Func<int, string?, string?> channelOf,
        WaitingFor waiting = WaitingFor.Turn,
        long lead = 0)
    {
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
            DeferredSteps = job.Row.State.IsTerminal() ? 0 : job.Row.StepsAside,
            Timeline = [.. attempts.Select(row => TimelineEntry.From(row, stamp, channelOf(row.Step, row.Provider)))],
        };
    }
}

/// <summary>One attempt in a contact's timeline.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Try">Which try of the step it was, from 1.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Outcome">How it ended; <see cref="AttemptOutcome.None"/> before.</param>
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
    AttemptOutcome Outcome,
    DateTimeOffset CommittedAt,
    DateTimeOffset? EndedAt,
    string Provider,
    string? ProviderCallId,
    string? Note)
{
    /// <summary>On which channel it was sent; null when neither its provider nor its step tells any more.</summary>
    public string? Channel { get; init; }

    /// <summary>The provider's own word for the status that counts, if it gave one.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>When that status came about, as the provider says; null if it does not.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>
    /// The first 16 hexadecimal digits of the SHA-256 of what was sent: subject, line feed, body, in UTF-8. Null for nothing.
    /// </summary>
    public string? ContentHash { get; init; }

    /// <summary>The contact as it was when the attempt was committed, if it has changed since; null otherwise.</summary>
    public Contact? Contact { get; init; }

    /// <summary>The attempt, without what the provider said.</summary>
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
        ProviderStatus = row.ProviderStatus,
        OccurredAt = Instant(row.OccurredAt),
        Contact = row.Contact,
        ContentHash = row.ContentHash == 0 ? null : row.ContentHash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset? Instant(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
