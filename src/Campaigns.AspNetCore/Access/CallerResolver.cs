using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Access;

/// <summary>Who sends a request, or the answer if nobody may.</summary>
internal readonly record struct Resolution(ApiCaller? Caller, IResult? Refusal)
{
    public static Resolution Refused(string detail) => new(null, ApiProblems.Unauthorized(detail));
}

/// <summary>
/// Finds the caller of a request: by its API key; otherwise by the host's own authentication; otherwise, as long as neither exists, a
/// request of this machine comes from its administrator.
/// </summary>
internal sealed class CallerResolver(ApiKeys keys, CampaignsApiOptions options, TimeProvider time, ILogger<CallerResolver> log)
{
    private const string Scheme = "Bearer ";

    /// <summary>Finds the caller. If the store fails, nobody is let in.</summary>
    public async ValueTask<Resolution> ResolveAsync(HttpContext context)
    {
        try
        {
            return await FindAsync(context);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            ApiLog.CallerNotFound(log, error);
            return new(null, ApiProblems.StoreUnavailable());
        }
    }

    private async ValueTask<Resolution> FindAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (authorization is [{ } value] && value.StartsWith(Scheme + ApiKeyText.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return await ByKeyAsync(value[Scheme.Length..].Trim(), context.RequestAborted);
        }

        if (options.ResolveCaller is { } resolve)
        {
            return resolve(context) is { } caller
                ? Ambient(context, caller)
                : Resolution.Refused("The request has no caller that the API knows.");
        }

        if (authorization.Count > 0)
        {
            return Resolution.Refused("Send one header Authorization: Bearer KEY, with an API key.");
        }

        return await keys.AnyAsync(context.RequestAborted)
            ? Resolution.Refused("Send a valid API key in the header Authorization: Bearer KEY.")
            : OfThisMachine(context);
    }

    private async ValueTask<Resolution> ByKeyAsync(string text, CancellationToken cancellationToken)
    {
        if (await keys.FindByTextAsync(text, cancellationToken) is not { } found)
        {
            return Resolution.Refused("Send a valid API key in the header Authorization: Bearer KEY.");
        }

        // Only whoever has the whole key learns more.
        var now = time.GetUtcNow();
        if (found.Key.RevokedAt is not null)
        {
            return Resolution.Refused($"The API key {ApiKeyText.Prefix}{found.Id} is revoked. Use another key.");
        }

        if (found.Key.ExpiresAt <= now)
        {
            return Resolution.Refused($"The API key {ApiKeyText.Prefix}{found.Id} has expired. Use another key.");
        }

        await keys.NoteUseAsync(found, cancellationToken);
        return new(new ApiCaller(found.Key.Name, found.Key.Role, found.Tenant) { KeyId = found.Id }, null);
    }

    private Resolution OfThisMachine(HttpContext context) => LoopbackRequest.ProblemOf(context) is { } problem
        ? Resolution.Refused(
            $"No API key exists, so only requests from this machine are served. {problem} Create a key from this machine, or set "
            + "BootstrapKey.")
        : Ambient(context, new ApiCaller("loopback", ApiRole.Admin, null));

    /// <summary>A browser adds cookies and reaches this machine for any site. A key is only sent by whoever has it.</summary>
    private Resolution Ambient(HttpContext context, ApiCaller caller) =>
        CrossSiteRequest.IsForged(context.Request, options.IsTrustedOrigin)
            ? new(null, ApiProblems.Make(
                403, "cross-site", "Request of another site",
                "A browser sent this request for a page of another site. Use an API key instead."))
            : new(caller, null);
}
