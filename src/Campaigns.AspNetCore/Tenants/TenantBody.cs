using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Settings;

namespace Campaigns.AspNetCore.Tenants;

/// <summary>The settings that apply to all campaigns of a tenant.</summary>
internal sealed class TenantBody
{
    /// <summary>The maximum number of live attempts of the tenant, 1 or more; absent: no limit.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>The rate limit; absent: none.</summary>
    public RateBody? Rate { get; set; }

    /// <summary>The quotas. Every quota applies.</summary>
    public IReadOnlyList<QuotaBody> Quotas { get; set; } = [];

    /// <summary>The tenant's share among tenants. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>The hours in which the tenant's attempts may be sent; absent: all hours.</summary>
    public WindowBody? Window { get; set; }

    /// <summary>How often one person may be contacted. Every cap applies.</summary>
    public IReadOnlyList<CapBody> Caps { get; set; } = [];

    /// <summary>The time after a conversation in which the person is not contacted. 0 to 365 days; 0 by default.</summary>
    public TimeSpan CoolDown { get; set; }

    /// <summary>Whether the cool-down applies to the person on all channels, or to the channel of the conversation.</summary>
    [JsonConverter(typeof(SnakeCase<CapScope>))]
    public CapScope CoolDownScope { get; set; }

    /// <summary>The channels on which a contact who opts out is put on the do-not-contact list.</summary>
    [JsonConverter(typeof(SnakeCase<OptOutScope>))]
    public OptOutScope OptOuts { get; set; }

    /// <summary>The minimum time between two attempts to one person. 0 to 365 days; 0 by default.</summary>
    public TimeSpan MinInterval { get; set; }

    /// <summary>Whether the minimum interval counts over all channels of the person, or per channel.</summary>
    [JsonConverter(typeof(SnakeCase<CapScope>))]
    public CapScope MinIntervalScope { get; set; }

    /// <summary>How long to keep ended campaigns. 1 day to 3,650 days; absent: as long as the store exists.</summary>
    public TimeSpan? Retention { get; set; }

    /// <summary>The values that templates read as <c>tenant.…</c>.</summary>
    public IReadOnlyDictionary<string, string> Data { get; set; } = new Dictionary<string, string>();

    internal TenantSettings ToSettings() => new()
    {
        MaxConcurrent = NoLimit.Read(MaxConcurrent),
        Rate = Rate?.ToRate(),
        Quotas = QuotaBody.ToQuotas(Quotas),
        Weight = Weight,
        Window = Window?.ToWindow("/window"),
        Caps = [.. Caps.Select(cap => new FrequencyCap(cap.Attempts, cap.Days, cap.Period, cap.Scope))],
        CoolDown = CoolDown,
        CoolDownScope = CoolDownScope,
        OptOuts = OptOuts,
        MinInterval = MinInterval,
        MinIntervalScope = MinIntervalScope,
        Retention = Retention,
        Data = Data,
    };

    internal static TenantBody Of(TenantSettings settings) => new()
    {
        MaxConcurrent = NoLimit.Write(settings.MaxConcurrent),
        Rate = RateBody.Of(settings.Rate),
        Quotas = QuotaBody.Of(settings.Quotas),
        Weight = settings.Weight,
        Window = WindowBody.Of(settings.Window),
        Caps = [.. settings.Caps.Select(CapBody.Of)],
        CoolDown = settings.CoolDown,
        CoolDownScope = settings.CoolDownScope,
        OptOuts = settings.OptOuts,
        MinInterval = settings.MinInterval,
        MinIntervalScope = settings.MinIntervalScope,
        Retention = settings.Retention,
        Data = settings.Data,
    };
}

/// <summary>Limits how often one person may be contacted over all campaigns of a tenant.</summary>
internal sealed class CapBody
{
    /// <summary>The maximum number of attempts that may have reached the person. 1 to 1,000.</summary>
    [JsonRequired]
    public int Attempts { get; set; }

    /// <summary>The number of days. 1 to 365.</summary>
    [JsonRequired]
    public int Days { get; set; }

    /// <summary>How to count the days.</summary>
    [JsonConverter(typeof(SnakeCase<CapPeriod>))]
    public CapPeriod Period { get; set; }

    /// <summary>Whether attempts count over all channels of the person, or per channel.</summary>
    [JsonConverter(typeof(SnakeCase<CapScope>))]
    public CapScope Scope { get; set; }

    internal static CapBody Of(FrequencyCap cap) =>
        new() { Attempts = cap.Attempts, Days = cap.Days, Period = cap.Period, Scope = cap.Scope };
}
