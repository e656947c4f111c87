using System.Text.Json.Serialization;

namespace Campaigns.AspNetCore.Tenants;

/// <summary>Whether a channel is available to a tenant.</summary>
internal sealed class ChannelBody
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The channel.</summary>
    public required string Channel { get; set; }

    /// <summary>Why the channel is unavailable; absent if it is available.</summary>
    public string? Unavailable { get; set; }

    /// <summary>When the next attempt tests whether the channel is available again; absent if a person decides.</summary>
    public DateTimeOffset? NextProbe { get; set; }

    internal static ChannelBody Of(ChannelStatus status) => new()
    {
        Tenant = status.Tenant,
        Channel = status.Channel,
        Unavailable = status.Unavailable,
        NextProbe = status.NextProbe,
    };
}

/// <summary>Why a channel is unavailable.</summary>
internal sealed class ChannelReasonBody
{
    /// <summary>The reason, without personal data. 1 to 200 characters.</summary>
    [JsonRequired]
    public string Reason { get; set; } = "";
}
