namespace Campaigns.Scheduling;

/// <summary>
/// What a stop is about: the sends that it forbids. A part that is null is whatever it may be; with none given it is about everything.
/// </summary>
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
