using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore;

/// <summary>Options of the campaign API.</summary>
public sealed class CampaignsApiOptions
{
    /// <summary>
    /// Maps a request that the host has authenticated to its caller; null, the default: callers are known by API keys. A result of null
    /// means that the request has no caller, and is answered with 401.
    /// </summary>
    public Func<HttpContext, ApiCaller?>? ResolveCaller { get; set; }

    /// <summary>Options of the webhooks that the host sends.</summary>
    public WebhookOptions Webhooks { get; } = new();
}
