namespace Campaigns;

/// <summary>The kinds of changes that the change feed tells. A change has exactly one kind; a filter may name several.</summary>
[Flags]
public enum ChangeKinds
{
    /// <summary>No kind.</summary>
    None = 0,

    /// <summary>An attempt ended.</summary>
    AttemptEnded = 1,

    /// <summary>A report changed the outcome of an attempt that had ended.</summary>
    AttemptCorrected = 2,

    /// <summary>A contact ended in its campaign, or a report changed the state in which it had ended.</summary>
    ContactEnded = 4,

    /// <summary>A contact waits for a channel, an event, or a reply.</summary>
    ContactWaits = 8,

    /// <summary>A step was skipped.</summary>
    StepSkipped = 16,

    /// <summary>A step waits for a person: a manual task was opened.</summary>
    TaskOpened = 32,

    /// <summary>A campaign was created, or changed its state.</summary>
    CampaignChanged = 64,

    /// <summary>A provider became usable or unusable. Told once for each provider after the engine has started.</summary>
    ProviderChanged = 128,

    /// <summary>A channel became available or unavailable to a tenant.</summary>
    ChannelChanged = 256,

    /// <summary>An enrollment was cut short.</summary>
    EnrollmentCut = 512,

    /// <summary>An attempt told a result, or a report corrected its result.</summary>
    ResultTold = 1_024,

    /// <summary>All kinds of changes of one campaign.</summary>
    OfCampaigns = AttemptEnded | AttemptCorrected | ContactEnded | ContactWaits | StepSkipped | TaskOpened | CampaignChanged | EnrollmentCut
        | ResultTold,

    /// <summary>All kinds.</summary>
    All = OfCampaigns | ProviderChanged | ChannelChanged,

    /// <summary>
    /// Changes were removed by age before they were read. Told to the reader that missed them, whatever its filter. A filter cannot name
    /// it.
    /// </summary>
    Missed = 1 << 30,
}
