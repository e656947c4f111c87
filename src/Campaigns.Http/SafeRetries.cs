using System.Net;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Campaigns.Http;

/// <summary>
/// Repeats a request only if that cannot place an attempt twice: when the connection failed before anything was sent, and otherwise only
/// when the dialer promises that an Idempotency-Key counts once.
/// </summary>
internal static class SafeRetries
{
    /// <summary>Set on a request once some try of it may have reached the dialer without a usable answer.</summary>
    public static readonly HttpRequestOptionsKey<bool> MayHaveArrived = new("Campaigns.MayHaveArrived");

    public static ResiliencePipeline<HttpResponseMessage> Of(HttpProviderOptions options, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                ShouldHandle = attempt => new ValueTask<bool>(IsSafe(attempt.Outcome, options.IsIdempotent, attempt.Context)),
            });
        }

        return builder.AddTimeout(new TimeoutStrategyOptions { Timeout = options.RequestTimeout }).Build();
    }

    /// <summary>Whether the request failed before anything of it was sent.</summary>
    public static bool NeverSent(Exception? error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError
    };

    private static bool IsSafe(Outcome<HttpResponseMessage> outcome, bool isIdempotent, ResilienceContext context)
    {
        if (NeverSent(outcome.Exception))
        {
            return true;
        }

        var isUnclear = outcome.Exception is HttpRequestException or TimeoutRejectedException
            || outcome is { Result.StatusCode: HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError };
        if (isUnclear)
        {
            context.GetRequestMessage()?.Options.Set(MayHaveArrived, true);
        }

        return isUnclear && isIdempotent;
    }
}
