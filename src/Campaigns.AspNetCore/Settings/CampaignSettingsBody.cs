namespace Campaigns.AspNetCore.Settings;

/// <summary>The settings of a campaign that can be changed until it ends. Members have the form that definitions have.</summary>
internal class CampaignSettingsBody
{
    /// <summary>The priority, 0 to 100. 50 by default.</summary>
    public int Priority { get; set; } = CampaignPriority.Medium.Value;

    /// <summary>The maximum number of live attempts. 1 to 1,000,000; 10 by default.</summary>
    public int MaxConcurrent { get; set; } = CampaignDefinition.DefaultMaxConcurrent;

    /// <summary>The share among campaigns of equal priority in the tenant. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>Whether the campaign keeps running after every contact has ended. False by default.</summary>
    public bool KeepOpen { get; set; }

    /// <summary>When a started campaign begins; absent: at once.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>When the campaign expires; absent: never.</summary>
    public DateTimeOffset? Expiry { get; set; }

    /// <summary>The rate limit; absent: none.</summary>
    public RateBody? Rate { get; set; }

    /// <summary>The quotas. Every quota applies.</summary>
    public IReadOnlyList<QuotaBody> Quotas { get; set; } = [];

    /// <summary>The hours in which contacts may be contacted; absent: all hours.</summary>
    public WindowBody? Window { get; set; }

    /// <summary>The time zone of contacts without their own. <c>Etc/UTC</c> by default.</summary>
    public string Zone { get; set; } = "Etc/UTC";

    /// <summary>What to do with contacts whose turn comes later than they were due.</summary>
    public LatenessBody Lateness { get; set; } = new();

    internal CampaignSettings ToSettings() => new()
    {
        Priority = new CampaignPriority(Priority),
        MaxConcurrent = MaxConcurrent,
        Weight = Weight,
        KeepOpen = KeepOpen,
        Start = Start,
        Expiry = Expiry,
        Rate = Rate?.ToRate(),
        Quotas = QuotaBody.ToQuotas(Quotas),
        Window = Window?.ToWindow("/window"),
        Zone = Zone,
        Lateness = Lateness.ToPolicy("/lateness"),
    };

    internal static CampaignSettingsBody Of(CampaignSettings settings) => new()
    {
        Priority = settings.Priority.Value,
        MaxConcurrent = settings.MaxConcurrent,
        Weight = settings.Weight,
        KeepOpen = settings.KeepOpen,
        Start = settings.Start,
        Expiry = settings.Expiry,
        Rate = RateBody.Of(settings.Rate),
        Quotas = QuotaBody.Of(settings.Quotas),
        Window = WindowBody.Of(settings.Window),
        Zone = settings.Zone,
        Lateness = LatenessBody.Of(settings.Lateness),
    };
}
