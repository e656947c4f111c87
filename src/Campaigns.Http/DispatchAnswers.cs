using System.Globalization;
using System.Net;

namespace Campaigns.Http;

/// <summary>
/// What the dialer's answer to a dispatch means. A status in the body decides; without one, the HTTP status decides, and everything that
/// may come from a proxy after the dialer has placed the attempt is unknown.
/// </summary>
internal static class DispatchAnswers
{
    private const string NoReason = "the dialer gave no reason";

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="problem">What is wrong with the answer, for the log; null for nothing.</param>
    public static DispatchResult Of(ContractAnswer answer, out string? problem)
    {
        problem = null;
        var hasBody = answer.Body.Length > 0;
        var (named, problems) = hasBody ? ContractReader.Read(answer.Body, Named, showsValues: false) : (null, []);
        if (named is { } result && (answer.IsSuccess || !named.Value.IsAccepted))
        {
            problem = problems.Count > 0 ? string.Join(" ", problems) : null;
            return result;
        }

        if (answer.IsSuccess)
        {
            problem = problems.Count > 0 ? string.Join(" ", problems) : "The body has no known status.";
        }

        return OfHttp(answer);
    }

    private static DispatchResult? Named(ContractReader body)
    {
        var reason = body.Text("reason") ?? NoReason;
        return body.Text("status") switch
        {
            "accepted" => DispatchResult.Accepted(body.Text("call_id")),
            "completed" => Completed(body),
            "unreachable" => DispatchResult.Unreachable(reason),
            "deferred" when body.Instant("until") is { } until => DispatchResult.Defer(until, reason),
            "retry_at" => DispatchResult.RetryAt(body.Instant("at") ?? default, Scope(body)),
            "unavailable" => DispatchResult.Unavailable(reason),
            "caller_id_refused" => DispatchResult.CallerIdRefused(reason),
            "deferred" or "not_placed" => DispatchResult.NotPlaced(reason), // an instant that cannot be read is no instant
            "provider_down" => DispatchResult.ProviderDown(reason),
            "unknown" => DispatchResult.Completed(AttemptOutcome.Unknown, body.Text("call_id")),
            _ => null,
        };
    }

    private static DispatchResult Completed(ContractReader body)
    {
        var outcome = body.Word("outcome", ContractWords.Outcomes, isRequired: true) ?? AttemptOutcome.Unknown;
        if (!ContractWords.IsFinal(outcome))
        {
            body.Refuse("outcome", "an attempt that is completed has an outcome of the contact, or unknown");
            outcome = AttemptOutcome.Unknown;
        }

        return DispatchResult.Completed(outcome, body.Text("call_id"), ContractResult.Read(body));
    }

    private static ThrottleScope Scope(ContractReader body) =>
        body.Text("scope") == "tenant" ? ThrottleScope.Tenant : ThrottleScope.Provider;

    private static DispatchResult OfHttp(ContractAnswer answer)
    {
        var reason = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.Status}");
        return answer.Status switch
        {
            HttpStatusCode.TooManyRequests => DispatchResult.RetryAt(answer.RetryAfter ?? default, ThrottleScope.Provider),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => DispatchResult.Unavailable(reason),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone => DispatchResult.ProviderDown(reason),
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect => DispatchResult.ProviderDown($"{reason}: redirects are not followed"),
            HttpStatusCode.RequestTimeout or HttpStatusCode.Conflict => DispatchResult.Completed(AttemptOutcome.Unknown),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => DispatchResult.NotPlaced(reason),
            _ => DispatchResult.Completed(AttemptOutcome.Unknown),
        };
    }
}
