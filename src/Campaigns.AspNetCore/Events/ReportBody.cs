using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Attempts;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Events;

/// <summary>What a dialer, an agent or another provider of your own reports about an attempt.</summary>
internal sealed class ReportBody
{
    /// <summary>The id of the attempt, as in its dispatch. Give this, or provider and call id.</summary>
    public string? Attempt { get; set; }

    /// <summary>The registered name of the provider. Needed with a call id.</summary>
    public string? Provider { get; set; }

    /// <summary>The provider's own id of the call.</summary>
    public string? CallId { get; set; }

    /// <summary>The state: <c>accepted</c>, <c>ringing</c>, <c>answered</c> or <c>ended</c>.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptState>))]
    [JsonRequired]
    public AttemptState State { get; set; }

    /// <summary>With <c>ended</c>, the outcome. With <c>answered</c>, <c>machine</c> if a machine has answered. Absent otherwise.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public AttemptOutcome? Outcome { get; set; }

    /// <summary>When it occurred, by the provider's clock.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>The provider's id of this report, up to 200 characters.</summary>
    public string? EventId { get; set; }

    /// <summary>The provider's own word for the status, up to 200 characters, without personal data.</summary>
    public string? Raw { get; set; }

    /// <summary>What the attempt told besides its outcome.</summary>
    public ReportResultBody? Result { get; set; }

    /// <summary>Makes the report.</summary>
    /// <param name="tenant">The tenant of the caller's key; null for all tenants.</param>
    /// <exception cref="InvalidRequestException">Values cannot be read.</exception>
    internal ProviderReport ToReport(string? tenant)
    {
        var faults = new List<ApiFault>();
        AttemptId? attempt = null;
        if (Attempt is not null && !(AttemptId.TryParse(Attempt, out var id) && (attempt = id) is not null))
        {
            faults.Add(new ApiFault { At = "/attempt", Detail = $"\"{Shown.Cut(Attempt)}\" is no id of an attempt. Give the id as "
                + "the dispatch had it." });
        }

        var result = Result?.ToResult(faults);
        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }

        return new ProviderReport(attempt, State, Outcome ?? AttemptOutcome.None)
        {
            Provider = Provider,
            CallId = CallId,
            Tenant = tenant,
            OccurredAt = OccurredAt,
            EventId = EventId,
            Raw = Raw,
            AttemptResult = result,
        };
    }
}

/// <summary>What an attempt told besides its outcome. Values that are absent stay as they are.</summary>
internal sealed class ReportResultBody
{
    /// <summary>Who or what answered.</summary>
    [JsonConverter(typeof(SnakeCase<AnsweredBy>))]
    public AnsweredBy? AnsweredBy { get; set; }

    /// <summary>How long it rang: 0 to 1 day.</summary>
    public TimeSpan? RingTime { get; set; }

    /// <summary>How long the conversation lasted: 0 to 1 day.</summary>
    public TimeSpan? TalkTime { get; set; }

    /// <summary>What the attempt cost.</summary>
    public CostBody? Cost { get; set; }

    /// <summary>The recording: an absolute http or https link.</summary>
    public string? Recording { get; set; }

    /// <summary>The transcript: an absolute http or https link.</summary>
    public string? Transcript { get; set; }

    /// <summary>When the person wants to be contacted again.</summary>
    public DateTimeOffset? CallBackAt { get; set; }

    /// <summary>The person opted out, on this channel or on all.</summary>
    [JsonConverter(typeof(SnakeCase<OptOutScope>))]
    public OptOutScope? OptOut { get; set; }

    /// <summary>Your own data: one JSON value of up to 16,384 bytes.</summary>
    public JsonElement? Data { get; set; }

    internal AttemptResult ToResult(List<ApiFault> faults) => new()
    {
        AnsweredBy = AnsweredBy ?? global::Campaigns.AnsweredBy.Unknown,
        RingTime = RingTime,
        TalkTime = TalkTime,
        Cost = Cost is null ? null : new AttemptCost(Cost.Amount, Cost.Currency),
        Recording = Link(Recording, "/result/recording", faults),
        Transcript = Link(Transcript, "/result/transcript", faults),
        CallBackAt = CallBackAt,
        OptOut = OptOut,
        Data = Data?.GetRawText(),
    };

    private static Uri? Link(string? text, string at, List<ApiFault> faults)
    {
        if (text is null || Uri.TryCreate(text, UriKind.Absolute, out var link) && link.Scheme is "http" or "https")
        {
            return text is null ? null : new Uri(text);
        }

        faults.Add(new ApiFault { At = at, Detail = $"\"{Shown.Cut(text)}\" is no link. Give an absolute http or https link." });
        return null;
    }
}

/// <summary>How a report was handled.</summary>
internal sealed class ReportReceiptBody
{
    /// <summary>How. Each result is a success: do not send the report again.</summary>
    [JsonConverter(typeof(SnakeCase<ReportReceipt>))]
    public required ReportReceipt Result { get; set; }
}
