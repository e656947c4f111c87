namespace Campaigns;

/// <summary>Where a campaign stands. The legal transitions are in <see cref="Transitions"/>; docs/lifecycle.md draws them.</summary>
public enum CampaignState : byte
{
    /// <summary>Created, not started. Contacts can be added; nobody is contacted.</summary>
    Draft,

    /// <summary>Started; its start instant lies ahead.</summary>
    Scheduled,

    /// <summary>Contacting people.</summary>
    Running,

    /// <summary>No new attempt is sent, retries and committed intents included; live attempts finish.</summary>
    Paused,

    /// <summary>Ended: every job is terminal and somebody was reached, or there was nobody to reach.</summary>
    Completed,

    /// <summary>Ended: every job is terminal and nobody was reached.</summary>
    Failed,

    /// <summary>Ended by <see cref="ICampaignClient.CancelAsync"/>; jobs that were not terminal are <see cref="JobState.Canceled"/>.</summary>
    Canceled,

    /// <summary>Ended by its expiry; jobs that were not terminal are <see cref="JobState.Expired"/>.</summary>
    Expired,
}

/// <summary>Where one contact stands in one campaign. Exactly one terminal state ends it.</summary>
public enum JobState : byte
{
    /// <summary>Never tried.</summary>
    New,

    /// <summary>Due at an instant: a retry, the next step, a reschedule or a rerun. Or it waits for something else: see <see cref="WaitingFor"/>.</summary>
    Waiting,

    /// <summary>An attempt is live: from its commit until its outcome.</summary>
    Live,

    /// <summary>Terminal: every step has done its work.</summary>
    Completed,

    /// <summary>Terminal: a step has used up its attempts, or met an outcome that is never retried.</summary>
    Failed,

    /// <summary>Terminal: an attempt may have reached the contact, and nobody can say. Never repeated by itself.</summary>
    Unknown,

    /// <summary>Terminal: the campaign was canceled.</summary>
    Canceled,

    /// <summary>Terminal: the campaign or the job itself expired, or the contact came up later than its overdue policy allows.</summary>
    Expired,

    /// <summary>Terminal: the contact was taken out of the campaign.</summary>
    Removed,

    /// <summary>Terminal: the person is on the tenant's do-not-contact list.</summary>
    Suppressed,

    /// <summary>Terminal: the person has replied, or another event of the exit rules was reported.</summary>
    Replied,

    /// <summary>Terminal: all steps were done, and no reply came before the job expired.</summary>
    NoResponse,
}

/// <summary>Where one attempt stands, in the order in which an attempt goes through it.</summary>
public enum AttemptState : byte
{
    /// <summary>Written to the store; not sent yet.</summary>
    Committed,

    /// <summary>Past the send gate: the provider may have it.</summary>
    Sending,

    /// <summary>The provider has it; the outcome comes later.</summary>
    Accepted,

    /// <summary>The provider reported that it rings.</summary>
    Ringing,

    /// <summary>The provider reported that the contact answered.</summary>
    Answered,

    /// <summary>Ended with an <see cref="Outcome"/>.</summary>
    Ended,
}
