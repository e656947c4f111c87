using System.Globalization;
using System.Text;
using Campaigns.Webhooks;

namespace Campaigns.Twilio;

/// <summary>
/// Reads what Twilio posts to <see cref="TwilioOptions.StatusCallback"/>: status of calls and messages, machine detection, recordings, and
/// messages that people send. Verifies the signature first, and fails closed. Thread-safe.
/// </summary>
/// <remarks>
/// The signed address is built from the options, never from headers of the request. A signature can be replayed, so every report and event
/// has an id: a repeated one changes nothing.
/// </remarks>
public sealed class TwilioCallbacks
{
    /// <summary>The largest body that is read: 65,536 bytes.</summary>
    public const int MaxBodyBytes = 64 * 1_024;

    private readonly TwilioOptions _options;
    private readonly string _address;

    /// <summary>Creates the reader.</summary>
    /// <param name="options">The options of the account.</param>
    /// <exception cref="CampaignException">The options have problems.</exception>
    public TwilioCallbacks(TwilioOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _address = options.StatusCallback!.GetLeftPart(UriPartial.Path); // as dispatches give it: Twilio signs what it was given
    }

    /// <summary>Reads one request.</summary>
    /// <param name="query">The query as received, such as "?attempt=…"; empty for none.</param>
    /// <param name="signature">The header X-Twilio-Signature; null if it is missing.</param>
    /// <param name="body">The bytes of the body, a form, as received.</param>
    public TwilioCallback Read(string query, string? signature, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (body.Length > MaxBodyBytes)
        {
            return new TwilioCallback(413, $"The body has more than {MaxBodyBytes} bytes.");
        }

        var url = $"{_address}{(query.Length == 0 || query[0] == '?' ? query : $"?{query}")}";
        if (TwilioScheme.HasBodyHash(url))
        {
            return TwilioScheme.IsSignedBody(url, body.Span, signature, _options.Tokens)
                ? new TwilioCallback(400, "The body is not a form: status callbacks and messages are forms.")
                : Forged();
        }

        var form = TwilioScheme.Parse(Encoding.UTF8.GetString(body.Span));
        if (!TwilioScheme.IsSignedForm(url, form, signature, _options.Tokens))
        {
            return Forged();
        }

        if (form.Find("AccountSid") is var account && account != _options.AccountSid)
        {
            return new TwilioCallback(400, $"AccountSid is {Shown(account)}: this address is for {_options.AccountSid}.");
        }

        var named = TwilioScheme.Parse(query.TrimStart('?')).Find("attempt");
        AttemptId? attempt = AttemptId.TryParse(named, out var id) ? id : null;
        return (form.Find("MessageSid") ?? form.Find("SmsSid")) is { } message ? ReadMessage(form, message, attempt)
            : form.Find("CallSid") is { } call ? ReadCall(form, call, attempt)
            : new TwilioCallback(400, "CallSid is missing: give this address as a status callback or for incoming messages.");
    }

    private static TwilioCallback Forged() => new(
        403, "The signature is refused: compare StatusCallback with the address that Twilio calls, and AuthToken with the account.");

    private TwilioCallback ReadCall(IReadOnlyList<KeyValuePair<string, string>> form, string sid, AttemptId? attempt)
    {
        var (status, answeredBy) = (form.Find("CallStatus"), form.Find("AnsweredBy"));
        var (sip, recording) = (form.Find("SipResponseCode"), form.Find("RecordingStatus"));
        (AttemptState State, AttemptOutcome Outcome)? word = (status, answeredBy, recording) switch
        {
            ({ } known, _, null) => VoiceWords.Of(known, answeredBy, sip),
            (_, { } machine, _) => (AttemptState.Answered, VoiceWords.OfMachine(machine)),
            (_, _, not null) => (AttemptState.Answered, AttemptOutcome.None), // brings a link, and no news about the call
            _ => null,
        };
        var problem = VoiceWords.Answerer(answeredBy) is null ? $"AnsweredBy is {Shown(answeredBy)}: not a word that Twilio documents."
            : word is null ? $"CallStatus is {Shown(status)}: not a word that Twilio documents."
            : _options.Voice is null ? "CallSid is given, but the options have no Voice."
            : null;
        if (problem is not null)
        {
            return new TwilioCallback(400, problem);
        }

        var kind = recording is null ? form.Find("SequenceNumber") : "recording";
        var said = recording is null ? status : $"recording {recording}";
        return new TwilioCallback(200)
        {
            Report = new ProviderReport(attempt, word!.Value.State, word.Value.Outcome)
            {
                Provider = _options.Voice!.Name,
                CallId = sid,
                OccurredAt = TwilioDispatcher.Instant(form.Find("Timestamp")),
                EventId = Cut(string.Join(':', new[] { sid, kind, status, answeredBy }.OfType<string>())),
                Raw = Cut(string.Join(' ', new[] { said, answeredBy, sip }.OfType<string>())),
                AttemptResult = ResultOfCall(form, status),
            },
        };
    }

    private static AttemptResult? ResultOfCall(IReadOnlyList<KeyValuePair<string, string>> form, string? status)
    {
        var result = new AttemptResult
        {
            AnsweredBy = VoiceWords.Answerer(form.Find("AnsweredBy")) ?? AnsweredBy.Unknown,
            TalkTime = status == "completed" && int.TryParse(
                form.Find("CallDuration"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 86_400
                ? TimeSpan.FromSeconds(seconds)
                : null,
            Recording = form.Find("RecordingStatus") is null or "completed" && Uri.TryCreate(
                form.Find("RecordingUrl"), UriKind.Absolute, out var link) && link.Scheme is "https" or "http" ? link : null,
        };
        return result == new AttemptResult() ? null : result;
    }

    private TwilioCallback ReadMessage(IReadOnlyList<KeyValuePair<string, string>> form, string sid, AttemptId? attempt)
    {
        var (status, code) = (form.Find("MessageStatus") ?? form.Find("SmsStatus"), form.Find("ErrorCode"));
        if (status is "received" or "receiving")
        {
            return InboundMessages.Read(form, sid, _options);
        }

        if (status is null || MessageWords.Of(status, code) is not { } word)
        {
            return new TwilioCallback(400, $"MessageStatus is {Shown(status)}: not a word that Twilio documents.");
        }

        return _options.Sms is null
            ? new TwilioCallback(400, "MessageSid is given, but the options have no Sms.")
            : new TwilioCallback(200)
            {
                Report = new ProviderReport(attempt, word.State, word.Outcome)
                {
                    Provider = _options.Sms.Name,
                    CallId = sid,
                    EventId = $"{sid}:{status}",
                    Raw = code is null ? status : Cut($"{status} {code}"),
                    AttemptResult = word.Outcome == AttemptOutcome.OptedOut ? new AttemptResult { OptOut = OptOutScope.Channel } : null,
                },
            };
    }

    private static string Cut(string text) => text[..Math.Min(text.Length, 200)];

    private static string Shown(string? value) => value is null ? "missing" : Cut(value);
}
