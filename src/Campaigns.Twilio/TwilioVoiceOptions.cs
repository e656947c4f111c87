namespace Campaigns.Twilio;

/// <summary>Whether Twilio finds out who answered. It does so while the call goes on, and reports it by a callback of its own.</summary>
public enum TwilioMachineDetection
{
    /// <summary>No detection.</summary>
    Off,

    /// <summary>Reports a person or a machine as soon as it is known.</summary>
    Enable,

    /// <summary>Reports a machine when its greeting is over.</summary>
    DetectMessageEnd,
}

/// <summary>The options of calls.</summary>
public sealed class TwilioVoiceOptions
{
    /// <summary>The name under which the provider is registered. 1 to 200 characters. Default: twilio-voice.</summary>
    public string Name { get; set; } = "twilio-voice";

    /// <summary>
    /// The number that calls show, in E.164 form, for providers without <see cref="ProviderOptions.CallerIds"/>. Null, the default: none.
    /// </summary>
    public string? From { get; set; }

    /// <summary>
    /// Where Twilio gets its instructions (TwiML) when the call is answered. The attempt's id is added to the query. Null, the default: the
    /// step's content: a text to say, SSML, or TwiML.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>Who answered. Default: off.</summary>
    public TwilioMachineDetection MachineDetection { get; set; }

    /// <summary>How long it rings. 5 to 600 seconds. Default: 60 seconds.</summary>
    public TimeSpan RingTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a call may last. 1 second to 24 hours. Null, the default: Twilio's limit of 4 hours.</summary>
    public TimeSpan? MaxDuration { get; set; }

    /// <summary>Whether calls are recorded. The link comes by a callback. Default: false.</summary>
    public bool Record { get; set; }

    internal void AddProblems(Action<bool, string, object?, string> require)
    {
        require(Name is { Length: >= 1 and <= 200 }, "Voice.Name", $"{Name?.Length ?? 0} characters long", "use 1 to 200 characters");
        require(From is null || TwilioOptions.IsNumber(From), "Voice.From", "not a number", "write it with + and the country code");
        require(Url is null or { IsAbsoluteUri: true }, "Voice.Url", Url?.OriginalString, "give an absolute address");
        require(Enum.IsDefined(MachineDetection), "Voice.MachineDetection", MachineDetection, "use Off, Enable or DetectMessageEnd");
        require(
            RingTimeout >= TimeSpan.FromSeconds(5) && RingTimeout <= TimeSpan.FromSeconds(600), "Voice.RingTimeout", RingTimeout,
            "use 5 to 600 seconds");
        require(
            MaxDuration is null || (MaxDuration >= TimeSpan.FromSeconds(1) && MaxDuration <= TimeSpan.FromHours(24)), "Voice.MaxDuration",
            MaxDuration, "use 1 second to 24 hours, or null");
    }
}

/// <summary>The options of text messages.</summary>
public sealed class TwilioSmsOptions
{
    /// <summary>The name under which the provider is registered. 1 to 200 characters. Default: twilio-sms.</summary>
    public string Name { get; set; } = "twilio-sms";

    /// <summary>
    /// The number or sender id of messages, for providers without <see cref="ProviderOptions.CallerIds"/>. Null, the default: none.
    /// </summary>
    public string? From { get; set; }

    /// <summary>
    /// The messaging service that picks the number: MG and 32 hexadecimal digits. Used for messages without a number. Null, the default.
    /// </summary>
    public string? MessagingServiceSid { get; set; }

    internal void AddProblems(Action<bool, string, object?, string> require)
    {
        require(Name is { Length: >= 1 and <= 200 }, "Sms.Name", $"{Name?.Length ?? 0} characters long", "use 1 to 200 characters");
        require(From is null or { Length: >= 3 and <= 20 }, "Sms.From", From, "write a number, a short code or a sender id");
        require(
            MessagingServiceSid is null || TwilioOptions.IsSid("MG", MessagingServiceSid), "Sms.MessagingServiceSid", MessagingServiceSid,
            "use MG and 32 hexadecimal digits");
    }
}
