using Campaigns.Webhooks;

namespace Campaigns.Http;

/// <summary>Reads the callbacks of a dialer: verifies the signature over the raw bytes, then the body. Fails closed. Thread-safe.</summary>
public sealed class HttpCallbacks
{
    /// <summary>The largest body that is read: 65,536 bytes.</summary>
    public const int MaxBodyBytes = 64 * 1_024;

    private readonly HttpProviderOptions _options;
    private readonly WebhookSigner _signer;

    /// <summary>Creates the reader.</summary>
    /// <param name="options">The options of the provider.</param>
    /// <param name="time">The clock. Null, the default: the system clock.</param>
    /// <exception cref="CampaignException">The options have problems.</exception>
    public HttpCallbacks(HttpProviderOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _signer = new WebhookSigner(options.KeysOfCallbacks, time, options.CallbackTolerance);
    }

    /// <summary>Reads one callback.</summary>
    /// <param name="id">The header webhook-id; null if it is missing.</param>
    /// <param name="timestamp">The header webhook-timestamp; null if it is missing.</param>
    /// <param name="signatures">The header webhook-signature; null if it is missing.</param>
    /// <param name="body">The bytes of the body, as received.</param>
    public HttpCallback Read(string? id, string? timestamp, string? signatures, ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxBodyBytes)
        {
            return new HttpCallback(413, null, [$"The body has more than {MaxBodyBytes} bytes."]);
        }

        if (_signer.Verify(id, timestamp, signatures, body.Span) is var verdict and not WebhookVerdict.Valid)
        {
            return new HttpCallback(401, null, [$"The signature is refused: {verdict}."]);
        }

        var (report, problems) = ContractReader.Read(body, ReadReport, showsValues: true);
        return report is null || problems.Count > 0
            ? new HttpCallback(400, null, problems)
            : new HttpCallback(200, report with { EventId = id }, []);
    }

    private ProviderReport ReadReport(ContractReader body)
    {
        AttemptId? attempt = null;
        var (named, callId) = (body.Text("attempt"), body.Text("call_id"));
        if (named is not null)
        {
            attempt = AttemptId.TryParse(named, out var id) ? id : null;
        }

        if (attempt is null && (named is not null || string.IsNullOrEmpty(callId)))
        {
            body.Refuse("attempt", "send the attempt's id as the request gave it, or leave it out and send call_id");
        }

        var state = body.Word("state", ContractWords.States, isRequired: true);
        var outcome = body.Word("outcome", ContractWords.Outcomes) ?? AttemptOutcome.None;
        if (state is { } known && !Fits(known, outcome))
        {
            body.Refuse("outcome", "send it with the state ended, or machine with the state answered, and otherwise leave it out");
        }

        var report = new ProviderReport(attempt, state ?? AttemptState.Accepted, outcome)
        {
            Provider = _options.Name,
            CallId = callId,
            OccurredAt = body.Instant("occurred_at"),
            Raw = body.Text("raw"),
            AttemptResult = ContractResult.Read(body),
        };
        body.RefuseOthers();
        return report;
    }

    private static bool Fits(AttemptState state, AttemptOutcome outcome) => state == AttemptState.Ended
        ? outcome != AttemptOutcome.None
        : outcome == AttemptOutcome.None || (state == AttemptState.Answered && outcome == AttemptOutcome.Machine);
}
