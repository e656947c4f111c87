using System.Globalization;
using System.Net;

namespace Campaigns.Http;

/// <summary>
/// What the dialer's answer to a lookup means. Only a status in the body says that the dialer never had the attempt: a bare 404 may come
/// from a proxy or a wrong path, and would call somebody twice.
/// </summary>
internal static class LookUpAnswers
{
    /// <summary>Reads an answer.</summary>
    /// <exception cref="InvalidDataException">The answer says nothing. The engine asks again.</exception>
    public static LookUpResult Of(ContractAnswer answer, DateTimeOffset now)
    {
        var (named, problems) = answer.Body.Length > 0
            ? ContractReader.Read(answer.Body, body => Named(body, now), showsValues: false)
            : (null, []);
        if (named is { } result && (answer.IsSuccess || answer.Status == HttpStatusCode.NotFound))
        {
            return result;
        }

        if (answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && answer.RetryAfter is { } at)
        {
            return LookUpResult.AskAgain(at);
        }

        var why = problems.Count > 0 ? string.Join(" ", problems) : "the body has no known status";
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.Status}: {why}"));
    }

    private static LookUpResult? Named(ContractReader body, DateTimeOffset now)
    {
        var callId = body.Text("call_id");
        return body.Text("status") switch
        {
            "live" => LookUpResult.Live(callId) with { Raw = body.Text("raw"), AttemptResult = ContractResult.Read(body) },
            "ended" when body.Word("outcome", ContractWords.Outcomes) is { } outcome && ContractWords.IsFinal(outcome) =>
                LookUpResult.Ended(outcome, callId) with { Raw = body.Text("raw"), AttemptResult = ContractResult.Read(body) },
            "not_placed" => LookUpResult.NotPlaced,
            "cannot_say" => LookUpResult.CannotSay,
            "ask_again" => LookUpResult.AskAgain(body.Instant("at") ?? now.AddSeconds(5)),
            _ => null,
        };
    }
}
