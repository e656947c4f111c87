namespace Campaigns;

/// <summary>
/// What can be changed of a campaign that has not ended: <see cref="ICampaignClient.ChangeAsync"/>. Each value is what
/// <see cref="CampaignDefinition"/> says of it, with the same limits and defaults.
/// </summary>
public sealed record CampaignSettings
{
    /// <summary>Among campaigns with somebody to contact, the higher priority goes first.</summary>
    public CampaignPriority Priority { get; init; } = CampaignPriority.Medium;

    /// <summary>How many attempts may be live at once. When it falls, live attempts finish and none is sent until there is room.</summary>
    public int MaxConcurrent { get; init; } = CampaignDefinition.DefaultMaxConcurrent;

    /// <summary>The campaign's share among campaigns of equal priority in its tenant.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether the campaign stays running when every job has ended.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>
    /// When to begin; null for as soon as it is started. Of a campaign that has begun it cannot be changed; one that is started begins at
    /// once if the new start has passed.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When to give up; null for never. One that has passed ends the campaign.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>How many attempts may be sent in a time; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>How many attempts may be sent in calendar periods. A quota of the same period and zone as before counts on.</summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The hours in which contacts may be contacted; null for all hours. It touches no rows: due times stay as they are.</summary>
    public ContactWindow? Window { get; init; }

    /// <summary>
    /// The zone of contacts that have none of their own. Windows, caps and waits count by it from now on; instants decided before stay.
    /// </summary>
    public string Zone { get; init => field = TimeZoneData.Intern(value) ?? value; } = TimeZoneData.Utc;

    /// <summary>What to do with contacts that come up later than they were due.</summary>
    public LatenessPolicy Lateness { get; init; } = LatenessPolicy.SendNow;

    internal static CampaignSettings Of(CampaignDefinition definition) => new()
    {
        Priority = definition.Priority,
        MaxConcurrent = definition.MaxConcurrent,
        Weight = definition.Weight,
        KeepOpen = definition.KeepOpen,
        Start = definition.Start,
        Expiry = definition.Expiry,
        Rate = definition.Rate,
        Quotas = definition.Quotas,
        Window = definition.Window,
        Zone = definition.Zone,
        Lateness = definition.Lateness,
    };
}
