using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Settings;

namespace Campaigns.AspNetCore.Providers;

/// <summary>A provider with its settings.</summary>
internal sealed class ProviderBody
{
    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The channel that the provider serves.</summary>
    public required string Channel { get; set; }

    /// <summary>Whether the provider takes attempts now.</summary>
    [JsonConverter(typeof(SnakeCase<ProviderState>))]
    public required ProviderState State { get; set; }

    /// <summary>The number of live attempts.</summary>
    public required int Live { get; set; }

    /// <summary>The number of dispatches without an answer yet.</summary>
    public required int Dispatching { get; set; }

    /// <summary>The number of failures since the engine started.</summary>
    public required long Failures { get; set; }

    /// <summary>When the next attempt can be sent; absent for now, and if only capacity or a person decides.</summary>
    public DateTimeOffset? AvailableAt { get; set; }

    /// <summary>The tenants for which the provider gets no attempts.</summary>
    public required IReadOnlyList<string> ThrottledTenants { get; set; }

    /// <summary>The caller ids.</summary>
    public required IReadOnlyList<CallerIdBody> CallerIds { get; set; }

    /// <summary>The settings in force.</summary>
    public required ProviderSettingsBody Settings { get; set; }

    internal static ProviderBody Of(ProviderStatus status) => new()
    {
        Name = status.Name,
        Channel = status.Channel,
        State = status.State,
        Live = status.Live,
        Dispatching = status.Dispatching,
        Failures = status.Failures,
        AvailableAt = status.AvailableAt,
        ThrottledTenants = status.ThrottledTenants,
        CallerIds = [.. status.CallerIds.Select(CallerIdBody.Of)],
        Settings = ProviderSettingsBody.Of(status.Settings),
    };
}

/// <summary>The settings of a provider.</summary>
internal sealed class ProviderSettingsBody
{
    /// <summary>The maximum number of live attempts, 1 or more; absent: no limit.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>The rate limit; absent: none.</summary>
    public RateBody? Rate { get; set; }

    /// <summary>The quotas. Every quota applies.</summary>
    public IReadOnlyList<QuotaBody> Quotas { get; set; } = [];

    /// <summary>Whether the provider is in use: according to its health, always, or not.</summary>
    [JsonConverter(typeof(SnakeCase<ProviderSwitch>))]
    public ProviderSwitch Switch { get; set; }

    internal ProviderSettings ToSettings() => new()
    {
        MaxConcurrent = NoLimit.Read(MaxConcurrent),
        Rate = Rate?.ToRate(),
        Quotas = QuotaBody.ToQuotas(Quotas),
        Switch = Switch,
    };

    internal static ProviderSettingsBody Of(ProviderSettings settings) => new()
    {
        MaxConcurrent = NoLimit.Write(settings.MaxConcurrent),
        Rate = RateBody.Of(settings.Rate),
        Quotas = QuotaBody.Of(settings.Quotas),
        Switch = settings.Switch,
    };
}

/// <summary>A number that a provider shows to contacts.</summary>
internal sealed class CallerIdBody
{
    /// <summary>The number in E.164 form.</summary>
    public required string Number { get; set; }

    /// <summary>Whether the number can be used now.</summary>
    [JsonConverter(typeof(SnakeCase<ProviderState>))]
    public required ProviderState State { get; set; }

    /// <summary>The number of live attempts with the number.</summary>
    public required int Live { get; set; }

    /// <summary>The number of attempts with the number today.</summary>
    public required long SentToday { get; set; }

    /// <summary>How often the provider has refused the number since the engine started.</summary>
    public required long Failures { get; set; }

    /// <summary>When the number can be used again; absent for now, and if only capacity or a person decides.</summary>
    public DateTimeOffset? AvailableAt { get; set; }

    /// <summary>The settings in force.</summary>
    public required CallerIdSettingsBody Settings { get; set; }

    internal static CallerIdBody Of(CallerIdStatus status) => new()
    {
        Number = status.Number,
        State = status.State,
        Live = status.Live,
        SentToday = status.SentToday,
        Failures = status.Failures,
        AvailableAt = status.AvailableAt,
        Settings = CallerIdSettingsBody.Of(status.Settings),
    };
}

/// <summary>The settings of a caller id.</summary>
internal sealed class CallerIdSettingsBody
{
    /// <summary>The maximum number of live attempts with the number, 1 or more; absent: no limit.</summary>
    public int? MaxConcurrent { get; set; }

    /// <summary>The quotas. Every quota applies.</summary>
    public IReadOnlyList<QuotaBody> Quotas { get; set; } = [];

    /// <summary>Whether the number is in use: unless the provider refuses it, always, or not.</summary>
    [JsonConverter(typeof(SnakeCase<ProviderSwitch>))]
    public ProviderSwitch Switch { get; set; }

    internal CallerIdSettings ToSettings() =>
        new() { MaxConcurrent = NoLimit.Read(MaxConcurrent), Quotas = QuotaBody.ToQuotas(Quotas), Switch = Switch };

    internal static CallerIdSettingsBody Of(CallerIdSettings settings) => new()
    {
        MaxConcurrent = NoLimit.Write(settings.MaxConcurrent),
        Quotas = QuotaBody.Of(settings.Quotas),
        Switch = settings.Switch,
    };
}
