namespace Campaigns;

/// <summary>
/// The settings that <see cref="ICampaignClient.ChangeAsync(CampaignId, Func{CampaignSettings, CampaignSettings}, CancellationToken)"/> can
/// change until the campaign ends. Each value has the meaning, limits and default of the <see cref="CampaignDefinition"/> property with the
/// same name.
/// </summary>
public sealed record CampaignSettings
{
    /// <summary>The priority. Among campaigns with a contact ready, the campaign with the higher priority goes first.</summary>
    public CampaignPriority Priority { get; init; } = CampaignPriority.Medium;

    /// <summary>
    /// The maximum number of live attempts. After a decrease, live attempts finish, and no attempt is sent until the number is below the
    /// new maximum.
    /// </summary>
    public int MaxConcurrent { get; init; } = CampaignDefinition.DefaultMaxConcurrent;

    /// <summary>The campaign's share among campaigns of equal priority in its tenant.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether the campaign keeps running after every job has ended.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>
    /// When a started campaign begins. Null: immediately. Cannot be changed after the campaign has begun. A started campaign begins
    /// immediately if the new start is in the past.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When the campaign expires. Null: never. An instant in the past ends the campaign.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>The rate limit for the campaign's attempts. Null: no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// The quotas for the campaign's attempts in calendar periods. A quota with an unchanged period and time zone keeps its count.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>
    /// The hours in which contacts may be contacted. Null: all hours. A change rewrites no jobs: due times stay as they are.
    /// </summary>
    public ContactWindow? Window { get; init; }

    /// <summary>
    /// The time zone of contacts without their own. From the change on, windows, caps and waits use the new zone. Instants already decided
    /// stay as they are.
    /// </summary>
    public string Zone { get; init => field = TimeZoneData.Intern(value) ?? value; } = TimeZoneData.Utc;

    /// <summary>What to do with contacts whose turn comes later than they were due.</summary>
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
