using System.Globalization;
using System.Net;

namespace Campaigns.Twilio;

/// <summary>
/// What Twilio's answer to a POST means: by its error code, then by its HTTP status. docs/twilio.md lists the codes; tests go through all.
/// </summary>
internal static class RestAnswers
{
    /// <summary>Reads an answer.</summary>
    /// <returns>What it means; null if nobody knows whether anything was placed: 5xx, 408, a success without a SID.</returns>
    public static DispatchResult? Of(TwilioAnswer answer)
    {
        if (answer.IsSuccess)
        {
            return answer.Sid is { } sid ? DispatchResult.Accepted(sid) : null;
        }

        if ((int)answer.Status is not (>= 400 and < 500) || answer.Status == HttpStatusCode.RequestTimeout)
        {
            return (int)answer.Status is >= 300 and < 400 ? DispatchResult.ProviderDown(Reason(answer)) : null;
        }

        return OfCode(answer) ?? OfStatus(answer);
    }

    private static DispatchResult? OfCode(TwilioAnswer answer) => answer.Text("code") switch
    {
        "20003" or "20005" or "20006" or "20008" or "30002" => DispatchResult.Unavailable(Reason(answer)), // credentials, suspended
        "20429" or "21611" or "14107" => Throttled(answer), // too many requests, the number's queue is full
        "21210" or "21212" or "21606" or "21659" or "21660" or "21662" or "13223" => DispatchResult.CallerIdRefused(Reason(answer)),
        "21211" or "21214" or "21217" or "21614" or "13224" or "21604" => DispatchResult.Unreachable(Reason(answer)),
        "21610" => DispatchResult.Completed(
            AttemptOutcome.OptedOut, result: new AttemptResult { OptOut = OptOutScope.Channel }), // has sent STOP to this number
        _ => null,
    };

    private static DispatchResult OfStatus(TwilioAnswer answer) => answer.Status switch
    {
        HttpStatusCode.TooManyRequests => Throttled(answer),
        HttpStatusCode.Unauthorized => DispatchResult.Unavailable(Reason(answer)),
        _ => DispatchResult.NotPlaced(Reason(answer)),
    };

    private static DispatchResult Throttled(TwilioAnswer answer) =>
        DispatchResult.RetryAt(answer.RetryAfter ?? default, ThrottleScope.Provider); // all tenants share the account

    /// <summary>The code and status. Twilio's message is left out, because it may hold the number.</summary>
    private static string Reason(TwilioAnswer answer)
    {
        var code = answer.Text("code") is { Length: <= 20 } given ? $", error {given}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"Twilio: HTTP {(int)answer.Status}{code}");
    }
}
