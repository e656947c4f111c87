namespace Campaigns.Scheduling;

/// <summary>The sends that a stop forbids. A null part matches everything. A scope with no parts covers all sends.</summary>
internal readonly record struct StopScope
{
    public CampaignId? Campaign { get; init; }

    public string? Tenant { get; init; }

    public string? Channel { get; init; }

    public string? Provider { get; init; }

    public AttemptId? Attempt { get; init; }

    public bool Covers(in Intent intent) =>
        (Campaign is null || Campaign == intent.Terms.Info.Id)
        && (Tenant is null || Tenant == intent.Terms.Info.Tenant)
        && (Channel is null || Channel == intent.Provider.Channel)
        && (Provider is null || Provider == intent.Provider.Name)
        && (Attempt is null || Attempt == intent.Attempt);
}
