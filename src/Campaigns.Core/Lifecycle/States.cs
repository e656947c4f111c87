namespace Campaigns;

/// <summary>The state of a campaign. <see cref="Transitions"/> has the legal transitions; docs/lifecycle.md draws them.</summary>
public enum CampaignState : byte
{
    /// <summary>Created, not started. Contacts can be added; nobody is contacted.</summary>
    Draft,

    /// <summary>Started; the start time is in the future.</summary>
    Scheduled,

    /// <summary>Contacts people.</summary>
    Running,

    /// <summary>Sends no new attempt, including retries and committed intents. Live attempts finish.</summary>
    Paused,

    /// <summary>Ended. Every job is terminal, and at least one contact was reached or there was nobody to reach.</summary>
    Completed,

    /// <summary>Ended. Every job is terminal, and nobody was reached.</summary>
    Failed,

    /// <summary>
    /// Ended by <see cref="ICampaignClient.CancelAsync"/>. Jobs that were not terminal are <see cref="JobState.Canceled"/>.
    /// </summary>
    Canceled,

    /// <summary>Ended by its expiry. Jobs that were not terminal are <see cref="JobState.Expired"/>.</summary>
    Expired,
}

/// <summary>The state of one contact in one campaign. A job ends in exactly one terminal state.</summary>
public enum JobState : byte
{
    /// <summary>Not attempted yet.</summary>
    New,

    /// <summary>
    /// Due at a set time: a retry, the next step, a reschedule or a rerun. Or waiting for something else: see <see cref="WaitingFor"/>.
    /// </summary>
    Waiting,

    /// <summary>An attempt is live, from its commit until its outcome.</summary>
    Live,

    /// <summary>Terminal: every step is done.</summary>
    Completed,

    /// <summary>Terminal: a step has used up its attempts, or had an outcome that is never retried.</summary>
    Failed,

    /// <summary>Terminal: an attempt may have reached the contact, but nobody knows. Not repeated automatically.</summary>
    Unknown,

    /// <summary>Terminal: the campaign was canceled.</summary>
    Canceled,

    /// <summary>Terminal: the campaign or the job expired, or the contact's turn came later than the lateness policy allows.</summary>
    Expired,

    /// <summary>Terminal: the contact was removed from the campaign.</summary>
    Removed,

    /// <summary>Terminal: the person is on the tenant's do-not-contact list, or a gate or check of the host denies the contact.</summary>
    Suppressed,

    /// <summary>Terminal: the person replied, or another event of the exit rules was reported.</summary>
    Replied,

    /// <summary>Terminal: all steps are done, and no reply came before the job expired.</summary>
    NoResponse,
}

/// <summary>The state of one attempt, in the order in which an attempt passes through the states.</summary>
public enum AttemptState : byte
{
    /// <summary>Written to the store; not sent yet.</summary>
    Committed,

    /// <summary>Past the send gate; the provider may have it.</summary>
    Sending,

    /// <summary>The provider has it; the outcome comes later.</summary>
    Accepted,

    /// <summary>The provider reported that the call rings.</summary>
    Ringing,

    /// <summary>The provider reported that the contact answered.</summary>
    Answered,

    /// <summary>Ended with an <see cref="AttemptOutcome"/>.</summary>
    Ended,
}
