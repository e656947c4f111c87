namespace Campaigns.Storage;

/// <summary>What a change of the feed tells, before it is written. Members without a value have their default.</summary>
internal struct ChangeNote
{
    public ChangeKinds Kind;

    /// <summary>The tenant; empty if the change concerns all tenants.</summary>
    public string Tenant;
    public CampaignId Campaign;
    public string? Contact;
    public long Job;
    public int Number;
    public AttemptOutcome Outcome;
    public AttemptOutcome Former;
    public short? Step;
    public short Try;
    public int MaxTries;
    public bool IsLast;

    /// <summary>When the job is due again, in UTC ticks; 0 for never.</summary>
    public long Due;
    public string? Reason;
    public JobState? End;
    public WaitingFor Waits;
    public CampaignState? State;
    public string? Provider;
    public string? CallerId;
    public ProviderState? Health;
    public string? Channel;
    public bool? IsAvailable;

    public AttemptResult? AttemptResult;

    /// <summary>When the event of the result occurred, in UTC ticks; 0 if unknown.</summary>
    public long OccurredAt;

    /// <summary>Completes the note of an attempt with what follows.</summary>
    public void Follow(bool isLast, long due) => (IsLast, Due) = (isLast, due);
}
