namespace Campaigns;

/// <summary>What kind of thing happened.</summary>
public enum CampaignEventKind
{
    /// <summary>The campaign changed its state.</summary>
    CampaignChanged,

    /// <summary>An attempt was committed; it is about to be sent.</summary>
    AttemptCommitted,

    /// <summary>An attempt ended, or a report changed how it ended.</summary>
    AttemptEnded,

    /// <summary>A contact's way through the campaign ended.</summary>
    JobEnded,

    /// <summary>A job waits for something: a channel, an event, a reply, a person.</summary>
    JobWaits,

    /// <summary>A step was left out.</summary>
    StepSkipped,

    /// <summary>The reader was too slow: older events were dropped here.</summary>
    Missed,

    /// <summary>An enrollment was cut; the campaign does not complete before it is begun again or closed.</summary>
    EnrollmentCut,
}

/// <summary>Something that happened, published after it was committed.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Campaign">In which campaign.</param>
public sealed record CampaignEvent(CampaignEventKind Kind, DateTimeOffset At, CampaignId Campaign)
{
    /// <summary>The contact's key, for attempts and jobs.</summary>
    public string? ContactKey { get; init; }

    /// <summary>The attempt, for attempts.</summary>
    public AttemptId? Attempt { get; init; }

    /// <summary>The index of the step, for jobs that wait and steps.</summary>
    public int? Step { get; init; }

    /// <summary>What the job waits for.</summary>
    public WaitingFor WaitingFor { get; init; }

    /// <summary>Why, for jobs that wait and steps that were left out.</summary>
    public string? Reason { get; init; }

    /// <summary>How the attempt ended.</summary>
    public AttemptOutcome Outcome { get; init; }

    /// <summary>The job's new state, for jobs.</summary>
    public JobState? JobState { get; init; }

    /// <summary>The campaign's new state, for campaigns.</summary>
    public CampaignState? CampaignState { get; init; }

    /// <summary>How many events were dropped.</summary>
    public long MissedCount { get; init; }

    /// <summary>The event without the contact's key, which may be a phone number.</summary>
    public override string ToString() =>
        $"{At:O} campaign {Campaign}: {Kind} {Attempt} {Step} {Reason} {Outcome} {JobState} {CampaignState}".TrimEnd();
}
