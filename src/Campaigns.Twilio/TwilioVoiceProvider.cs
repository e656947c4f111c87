using System.Globalization;

namespace Campaigns.Twilio;

/// <summary>Calls people through Twilio. Outcomes come by callbacks, which <see cref="TwilioCallbacks"/> reads, or by lookup.</summary>
public sealed class TwilioVoiceProvider : IProvider, IDisposable
{
    private static readonly string[] Events = ["initiated", "ringing", "answered", "completed"];
    private readonly TwilioOptions _options;
    private readonly TwilioVoiceOptions _voice;
    private readonly TimeProvider _time;
    private readonly TwilioApi _api;
    private readonly TwilioDispatcher _dispatcher;

    /// <summary>Creates the provider.</summary>
    /// <param name="options">The options, with <see cref="TwilioOptions.Voice"/>.</param>
    /// <param name="time">The clock. Null, the default: the system clock.</param>
    /// <exception cref="CampaignException">The options have problems. The message lists all of them.</exception>
    public TwilioVoiceProvider(TwilioOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _voice = options.Voice ?? throw new CampaignException(CampaignError.Invalid, "Voice is missing: give the options of calls.");
        _time = time ?? TimeProvider.System;
        _api = new TwilioApi(options, _time);
        _dispatcher = new TwilioDispatcher(_api, options, _time);
    }

    /// <inheritdoc/>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if ((request.CallerId ?? _voice.From) is not { } from)
        {
            return new(DispatchResult.NotPlaced("there is no number to call from: give the provider CallerIds, or Voice.From"));
        }

        var callback = _options.CallbackFor(request.Attempt);
        var form = new List<KeyValuePair<string, string>>
        {
            new("To", request.Address), new("From", from), new("StatusCallback", callback), new("StatusCallbackMethod", "POST"),
        };
        form.AddRange(Events.Select(name => KeyValuePair.Create("StatusCallbackEvent", name)));
        if (_voice.Url is { } url)
        {
            form.Add(new("Url", TwilioOptions.WithAttempt(url, request.Attempt)));
        }
        else if (Instructions.Make(request.Content.Body, request.Step.Format, out var problem) is { } twiml)
        {
            form.Add(new("Twiml", twiml));
        }
        else
        {
            return new(DispatchResult.NotPlaced(problem!));
        }

        AddOptions(form, callback);
        return _dispatcher.PostAsync("Calls", form, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        if (providerCallId is null)
        {
            return LookUpResult.CannotSay; // Twilio does not know our id; a callback still names it
        }

        var answer = await _api.GetAsync($"Calls/{Uri.EscapeDataString(providerCallId)}.json", cancellationToken);
        return LookUps.Of(answer, _time.GetUtcNow()) ?? LookUps.OfCall(answer, providerCallId);
    }

    /// <inheritdoc/>
    public async ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        if (providerCallId is null)
        {
            throw new InvalidOperationException("Twilio's id of the call is not known, so the call cannot be ended.");
        }

        var path = $"Calls/{Uri.EscapeDataString(providerCallId)}.json";
        var answer = await _api.PostAsync(path, [KeyValuePair.Create("Status", "completed")], cancellationToken);
        var status = answer.Text("status");
        if (!answer.IsSuccess || status is null || VoiceWords.Of(status, null, null)?.State != AttemptState.Ended)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Twilio answered HTTP {(int)answer.Status}, and the call may go on."));
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _api.Dispose();

    private void AddOptions(List<KeyValuePair<string, string>> form, string callback)
    {
        form.Add(new("Timeout", Seconds(_voice.RingTimeout)));
        if (_voice.MaxDuration is { } longest)
        {
            form.Add(new("TimeLimit", Seconds(longest)));
        }

        if (_voice.MachineDetection != TwilioMachineDetection.Off)
        {
            form.Add(new("MachineDetection", _voice.MachineDetection.ToString()));
            form.Add(new("AsyncAmd", "true"));
            form.Add(new("AsyncAmdStatusCallback", callback));
            form.Add(new("AsyncAmdStatusCallbackMethod", "POST"));
        }

        if (_voice.Record)
        {
            form.Add(new("Record", "true"));
            form.Add(new("RecordingStatusCallback", callback));
            form.Add(new("RecordingStatusCallbackMethod", "POST"));
        }
    }

    private static string Seconds(TimeSpan time) => ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
