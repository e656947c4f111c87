using System.Globalization;
using System.Net;

namespace Campaigns.Twilio;

/// <summary>What a looked-up call or message means.</summary>
internal static class LookUps
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>What an answer without a resource means; null if there is a resource.</summary>
    /// <exception cref="InvalidOperationException">The lookup failed. The engine repeats it.</exception>
    public static LookUpResult? Of(TwilioAnswer answer, DateTimeOffset now) => answer.Status switch
    {
        HttpStatusCode.TooManyRequests => LookUpResult.AskAgain(answer.RetryAfter ?? now + Pause),
        HttpStatusCode.NotFound => LookUpResult.CannotSay, // deleted, or of another account; a call that Twilio gave a SID was placed
        _ when answer.IsSuccess && answer.Text("status") is not null => null,
        _ => throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"Twilio answered HTTP {(int)answer.Status} to a lookup.")),
    };

    public static LookUpResult OfCall(TwilioAnswer answer, string sid)
    {
        var (status, answeredBy) = (answer.Text("status")!, answer.Text("answered_by"));
        var result = new AttemptResult
        {
            AnsweredBy = VoiceWords.Answerer(answeredBy) ?? AnsweredBy.Unknown,
            TalkTime = status == "completed" ? Seconds(answer.Text("duration")) : null,
            Cost = Cost(answer),
        };
        return Of(VoiceWords.Of(status, answeredBy, null), sid, status, result);
    }

    public static LookUpResult OfMessage(TwilioAnswer answer, string sid)
    {
        var (status, code) = (answer.Text("status")!, answer.Text("error_code"));
        var word = status == "sent" // the carrier has it, and has sent no receipt by now
            ? (AttemptState.Ended, AttemptOutcome.Completed)
            : MessageWords.Of(status, code);
        var isOptOut = word?.Outcome == AttemptOutcome.OptedOut;
        var result = new AttemptResult { Cost = Cost(answer), OptOut = isOptOut ? OptOutScope.Channel : null };
        return Of(word, sid, code is null ? status : $"{status} {code}", result);
    }

    private static LookUpResult Of((AttemptState State, AttemptOutcome Outcome)? word, string sid, string raw, AttemptResult result)
    {
        var told = word switch
        {
            null => LookUpResult.CannotSay,
            { State: not AttemptState.Ended } => LookUpResult.Live(sid),
            { Outcome: AttemptOutcome.NotPlaced or AttemptOutcome.Throttled } => LookUpResult.NotPlaced,
            { Outcome: AttemptOutcome.Aborted } => LookUpResult.Ended(AttemptOutcome.Unknown, sid), // it may have rung before
            { Outcome: var outcome } => LookUpResult.Ended(outcome, sid),
        };
        return told with { Raw = raw, AttemptResult = result };
    }

    private static TimeSpan? Seconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>The price, which Twilio writes as a negative number, some minutes after the call.</summary>
    private static AttemptCost? Cost(TwilioAnswer answer)
    {
        var currency = answer.Text("price_unit")?.ToUpperInvariant();
        return decimal.TryParse(answer.Text("price"), NumberStyles.Float, CultureInfo.InvariantCulture, out var price)
            && currency is { Length: 3 }
            ? new AttemptCost(Math.Abs(price), currency)
            : null;
    }
}
