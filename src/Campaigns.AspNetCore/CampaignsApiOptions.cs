using System.Security.Cryptography;
using Campaigns.AspNetCore.Access;
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

    /// <summary>
    /// The protocol, limits, hours and check of single calls. Key, tenant, start, expiry and <c>KeepOpen</c> are set for each campaign that
    /// is kept for them, and the month is added to the name. A change applies from the next month on. By default, one voice step with three
    /// attempts, ten minutes apart, and 100 live calls per tenant.
    /// </summary>
    public CampaignDefinition SingleCalls { get; set; } =
        new() { Name = "Single calls", Steps = [CampaignStep.Call()], MaxConcurrent = 100 };

    /// <summary>Makes the keys of calls that have none: unique, and safe in a URL.</summary>
    internal Func<string> NewCallKey { get; set; } = () => RandomNumberGenerator.GetHexString(24, lowercase: true);
}
