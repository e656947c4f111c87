namespace Campaigns;

/// <summary>The legal state changes. This is the only place in the library that defines them.</summary>
public static class Transitions
{
    internal const int JobStates = 12;

    /// <summary>Whether a campaign may change from one state to another.</summary>
    /// <param name="from">The current state.</param>
    /// <param name="to">The requested state.</param>
    public static bool IsLegal(CampaignState from, CampaignState to) => (from, to) switch
    {
        (CampaignState.Draft, CampaignState.Scheduled or CampaignState.Running) => true,
        (CampaignState.Draft, CampaignState.Canceled or CampaignState.Expired) => true,
        (CampaignState.Scheduled, CampaignState.Running or CampaignState.Paused) => true,
        (CampaignState.Scheduled, CampaignState.Canceled or CampaignState.Expired) => true,
        (CampaignState.Running, CampaignState.Paused or CampaignState.Completed or CampaignState.Failed) => true,
        (CampaignState.Running, CampaignState.Canceled or CampaignState.Expired) => true,
        (CampaignState.Paused, CampaignState.Running or CampaignState.Scheduled) => true,
        (CampaignState.Paused, CampaignState.Completed or CampaignState.Failed) => true,
        (CampaignState.Paused, CampaignState.Canceled or CampaignState.Expired) => true,
        (CampaignState.Completed or CampaignState.Failed, CampaignState.Running) => true, // a rerun reopens the campaign
        _ => false,
    };

    /// <summary>Whether a job may change from one state to another.</summary>
    /// <param name="from">The current state.</param>
    /// <param name="to">The requested state.</param>
    public static bool IsLegal(JobState from, JobState to) => (from, to) switch
    {
        (JobState.New, JobState.Live or JobState.Waiting) => true,
        (JobState.Waiting, JobState.Live or JobState.Waiting) => true,
        (JobState.Live, JobState.New or JobState.Waiting) => true, // New: the first attempt was not sent
        (JobState.Live, JobState.Completed or JobState.Failed or JobState.Unknown) => true,
        // A report outranks the outcome that the job waits after.
        (JobState.New or JobState.Waiting, JobState.Completed or JobState.Failed) => true,
        (JobState.New or JobState.Waiting or JobState.Live, JobState.Canceled or JobState.Expired) => true,
        (JobState.New or JobState.Waiting or JobState.Live, JobState.Removed or JobState.Suppressed) => true,
        (JobState.New or JobState.Waiting or JobState.Live, JobState.Replied) => true,
        (JobState.Waiting or JobState.Live, JobState.NoResponse) => true, // a new job has steps left
        (JobState.Completed or JobState.Failed or JobState.Unknown, JobState.Waiting) => true, // a rerun
        (JobState.Failed, JobState.Completed) => true, // a report about an attempt that counted as not placed
        (JobState.Removed or JobState.Suppressed or JobState.Expired, JobState.Waiting) => true, // a rerun
        (JobState.Replied or JobState.NoResponse, JobState.Waiting) => true, // a rerun
        (JobState.Unknown, JobState.Completed or JobState.Failed) => true, // a late report resolves the outcome
        (JobState.Completed, JobState.Failed or JobState.Removed or JobState.Suppressed) => true, // a report outranks a bare "completed"
        _ => false,
    };

    /// <summary>Whether an attempt may change from one state to another. An attempt only moves forward.</summary>
    /// <param name="from">The current state.</param>
    /// <param name="to">The requested state.</param>
    public static bool IsLegal(AttemptState from, AttemptState to) => to > from;

    /// <summary>Whether a job in this state has ended.</summary>
    /// <param name="state">Any state.</param>
    public static bool IsTerminal(this JobState state) => state > JobState.Live;

    /// <summary>Whether a campaign in this state has ended.</summary>
    /// <param name="state">Any state.</param>
    public static bool IsTerminal(this CampaignState state) => state >= CampaignState.Completed;

    internal static void Require(CampaignId campaign, CampaignState from, CampaignState to)
    {
        if (!IsLegal(from, to))
        {
            throw new CampaignException(CampaignError.IllegalTransition, $"Campaign {campaign} is {from}; it cannot become {to}.");
        }
    }

    internal static void Require(long job, JobState from, JobState to)
    {
        if (!IsLegal(from, to))
        {
            throw new CampaignException(CampaignError.IllegalTransition, $"Job {job} is {from}; it cannot become {to}.");
        }
    }
}
