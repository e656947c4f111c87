using System.Security.Cryptography;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore;

/// <summary>Options of the campaign API.</summary>
public sealed class CampaignsApiOptions
{
    /// <summary>
    /// Maps a request that the host has authenticated to its caller; null, the default: callers are known by API keys. A result of null
    /// means that the request has no caller, and is answered with 401. A request with an API key has the key's caller in any case.
    /// </summary>
    /// <remarks><see cref="ClaimsMapping.Map"/> maps by claims.</remarks>
    public Func<HttpContext, ApiCaller?>? ResolveCaller { get; set; }

    /// <summary>
    /// Whether a page of this origin, such as <c>https://app.example.com</c>, may send changing requests with the user's cookies; null, the
    /// default: only pages of the API's own origin. Requests with an API key or another bearer token need no trust.
    /// </summary>
    public Func<string, bool>? IsTrustedOrigin { get; set; }

    /// <summary>
    /// A first API key with all rights, which the operator makes: <c>ck_</c>, 12 hexadecimal digits, <c>_</c>, and at least 43 random
    /// characters. It is added at the start unless it exists. Null, the default: none. Keep it out of files that others read.
    /// </summary>
    public string? BootstrapKey { get; set; }

    /// <summary>
    /// How long a process trusts what it has read about an API key: 0 to 5 minutes; 30 seconds by default. A key that another process
    /// revokes is refused after that time at most; the process that revokes it refuses it at once.
    /// </summary>
    public TimeSpan ApiKeyCacheAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the answer to a request with an idempotency key is kept and repeated: 1 hour to 30 days; 24 hours by default. Answers may
    /// hold personal data, so keep them no longer than callers repeat requests.
    /// </summary>
    public TimeSpan IdempotencyAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long entries of the audit log are kept: 1 day to 10 years; 90 days by default.</summary>
    public TimeSpan AuditAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The limits of uploads.</summary>
    public UploadOptions Uploads { get; } = new();

    /// <summary>Options of the webhooks that the host sends.</summary>
    public WebhookOptions Webhooks { get; } = new();

    /// <summary>
    /// The protocol, limits, hours and check of single calls. Key, tenant, start, expiry and <c>KeepOpen</c> are set for each campaign that
    /// is kept for them, and the month is added to the name. A change applies from the next month on. By default, one voice step with three
    /// attempts, ten minutes apart, and 100 live calls per tenant.
    /// </summary>
    public CampaignDefinition SingleCalls { get; set; } =
        new() { Name = "Single calls", Steps = [CampaignStep.Call()], MaxConcurrent = 100 };

    /// <summary>Makes the keys of calls that have none: unique, and safe in a URL.</summary>
    internal Func<string> NewCallKey { get; set; } = () => RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Refuses options that have no meaning, all at once.</summary>
    internal void Check()
    {
        var problems = new List<string>();
        Require(nameof(ApiKeyCacheAge), ApiKeyCacheAge, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Require(nameof(IdempotencyAge), IdempotencyAge, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        Require(nameof(AuditAge), AuditAge, TimeSpan.FromDays(1), TimeSpan.FromDays(3650));
        if (problems.Count > 0)
        {
            throw new InvalidOperationException("The options of the campaign API are not valid. " + string.Join(" ", problems));
        }

        void Require(string name, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                problems.Add($"{name} is {value}: use {least} to {most}.");
            }
        }
    }
}
