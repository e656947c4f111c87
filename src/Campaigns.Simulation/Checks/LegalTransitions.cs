namespace Campaigns.Simulation;

/// <summary>The legal transitions, taken from the diagrams in the documentation and not from the engine's table.</summary>
internal static class LegalTransitions
{
    /// <summary>Whether a campaign may make this transition.</summary>
    public static bool Allows(CampaignState from, CampaignState to) => from == to || from switch
    {
        CampaignState.Draft => to is CampaignState.Scheduled or CampaignState.Running or CampaignState.Canceled or CampaignState.Expired,
        CampaignState.Scheduled => to is CampaignState.Running or CampaignState.Paused or CampaignState.Canceled or CampaignState.Expired,
        CampaignState.Running =>
            to is CampaignState.Paused or CampaignState.Completed or CampaignState.Failed
                or CampaignState.Canceled or CampaignState.Expired,
        CampaignState.Paused =>
            to is CampaignState.Running or CampaignState.Scheduled or CampaignState.Completed or CampaignState.Failed
                or CampaignState.Canceled or CampaignState.Expired,
        CampaignState.Completed or CampaignState.Failed => to == CampaignState.Running,
        _ => false,
    };

    /// <summary>Whether a job may make this transition.</summary>
    public static bool Allows(JobState from, JobState to) => from switch
    {
        JobState.New => to is not (JobState.New or JobState.Unknown or JobState.NoResponse),
        JobState.Waiting => to is not (JobState.New or JobState.Unknown),
        JobState.Live => true,
        JobState.Completed => to is JobState.Completed or JobState.Waiting or JobState.Failed or JobState.Removed or JobState.Suppressed,
        JobState.Failed => to is JobState.Failed or JobState.Waiting,
        JobState.Unknown => to is JobState.Unknown or JobState.Waiting or JobState.Completed or JobState.Failed,
        JobState.Canceled => to == JobState.Canceled,
        _ => to == from || to == JobState.Waiting,
    };

    /// <summary>Whether the state is final.</summary>
    public static bool IsEnd(JobState state) => state is not (JobState.New or JobState.Waiting or JobState.Live);

    /// <summary>Whether the state is final.</summary>
    public static bool IsEnd(CampaignState state) =>
        state is CampaignState.Completed or CampaignState.Failed or CampaignState.Canceled or CampaignState.Expired;

    /// <summary>Whether an outcome uses up one of the step's attempts.</summary>
    public static bool Spends(AttemptOutcome outcome) => outcome >= AttemptOutcome.Unknown;

    /// <summary>Whether an outcome comes from the contact.</summary>
    public static bool IsOfContact(AttemptOutcome outcome) => outcome >= AttemptOutcome.Completed;
}
