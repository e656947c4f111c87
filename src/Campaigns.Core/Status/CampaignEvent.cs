namespace Campaigns;

/// <summary>The kind of a <see cref="CampaignEvent"/>.</summary>
public enum CampaignEventKind
{
    /// <summary>The campaign changed its state.</summary>
    CampaignChanged,

    /// <summary>An attempt was committed and is about to be sent.</summary>
    AttemptCommitted,

    /// <summary>An attempt ended, or a report changed its outcome.</summary>
    AttemptEnded,

    /// <summary>A job ended.</summary>
    JobEnded,

    /// <summary>A job waits for a channel, an event, a reply, or a person.</summary>
    JobWaits,

    /// <summary>A step was skipped.</summary>
    StepSkipped,

    /// <summary>The reader was too slow: older events were dropped at this point.</summary>
    Missed,

    /// <summary>An enrollment was cut short. The campaign does not complete until the enrollment is started again or closed.</summary>
    EnrollmentCut,
}

/// <summary>Something that happened in a campaign. Published after it was committed.</summary>
/// <param name="Kind">The kind of the event.</param>
/// <param name="At">When it happened.</param>
/// <param name="Campaign">The campaign.</param>
public sealed record CampaignEvent(CampaignEventKind Kind, DateTimeOffset At, CampaignId Campaign)
{
    /// <summary>The contact's key. For attempts and jobs.</summary>
    public string? ContactKey { get; init; }

    /// <summary>The attempt. For attempts.</summary>
    public AttemptId? Attempt { get; init; }

    /// <summary>The index of the step. For waiting jobs and skipped steps.</summary>
    public int? Step { get; init; }

    /// <summary>What the job waits for.</summary>
    public WaitingFor WaitingFor { get; init; }

    /// <summary>The reason. For waiting jobs and skipped steps.</summary>
    public string? Reason { get; init; }

    /// <summary>The outcome of the attempt. For attempts that ended.</summary>
    public AttemptOutcome Outcome { get; init; }

    /// <summary>The new state of the job. For jobs.</summary>
    public JobState? JobState { get; init; }

    /// <summary>The new state of the campaign. For campaigns.</summary>
    public CampaignState? CampaignState { get; init; }

    /// <summary>The number of dropped events. For <see cref="CampaignEventKind.Missed"/>.</summary>
    public long MissedCount { get; init; }

    /// <summary>Returns the event without the contact's key, which may be a phone number.</summary>
    public override string ToString() =>
        $"{At:O} campaign {Campaign}: {Kind} {Attempt} {Step} {Reason} {Outcome} {JobState} {CampaignState}".TrimEnd();
}
