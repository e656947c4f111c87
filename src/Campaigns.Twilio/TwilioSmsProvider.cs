using System.Globalization;

namespace Campaigns.Twilio;

/// <summary>
/// Sends text messages through Twilio. Outcomes come by callbacks, which <see cref="TwilioCallbacks"/> reads, or by lookup.
/// </summary>
public sealed class TwilioSmsProvider : IProvider, IDisposable
{
    private const int LongestBody = 1_600; // Twilio's limit
    private static readonly TimeSpan LongestValidity = TimeSpan.FromSeconds(14_400);
    private readonly TwilioOptions _options;
    private readonly TwilioSmsOptions _sms;
    private readonly TimeProvider _time;
    private readonly TwilioApi _api;
    private readonly TwilioDispatcher _dispatcher;

    /// <summary>Creates the provider.</summary>
    /// <param name="options">The options, with <see cref="TwilioOptions.Sms"/>.</param>
    /// <param name="time">The clock. Null, the default: the system clock.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public TwilioSmsProvider(TwilioOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _sms = options.Sms ?? throw new CampaignException(CampaignError.Invalid, "Sms is missing: give the options of messages.");
        _time = time ?? TimeProvider.System;
        _api = new TwilioApi(options, _time);
        _dispatcher = new TwilioDispatcher(_api, options, _time);
    }

    /// <inheritdoc/>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var body = request.Content.Body;
        var from = request.CallerId ?? _sms.From;
        var problem = string.IsNullOrWhiteSpace(body) ? "the step has no content"
            : request.Step.Format != ContentFormat.Text ? "the content of a text message must be text"
            : body.Length > LongestBody ? $"the content has {body.Length} characters; Twilio takes up to {LongestBody}"
            : from is null && _sms.MessagingServiceSid is null
                ? "there is no number to send from: give the provider CallerIds, Sms.From or Sms.MessagingServiceSid"
            : null;
        if (problem is not null)
        {
            return new(DispatchResult.NotPlaced(problem));
        }

        var form = new List<KeyValuePair<string, string>>
        {
            new("To", request.Address), new("Body", body!), new("StatusCallback", _options.CallbackFor(request.Attempt)),
            from is null ? new("MessagingServiceSid", _sms.MessagingServiceSid!) : new("From", from),
        };
        if (request.NotAfter - _time.GetUtcNow() is var validity && validity < LongestValidity)
        {
            var seconds = Math.Max(1, (int)validity.TotalSeconds); // a message that waits longer in Twilio's queue is not sent
            form.Add(new("ValidityPeriod", seconds.ToString(CultureInfo.InvariantCulture)));
        }

        return _dispatcher.PostAsync("Messages", form, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        if (providerCallId is null)
        {
            return LookUpResult.CannotSay; // Twilio does not know our id; a callback still names it
        }

        var answer = await _api.GetAsync($"Messages/{Uri.EscapeDataString(providerCallId)}.json", cancellationToken);
        return LookUps.Of(answer, _time.GetUtcNow()) ?? LookUps.OfMessage(answer, providerCallId);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _api.Dispose();
}
