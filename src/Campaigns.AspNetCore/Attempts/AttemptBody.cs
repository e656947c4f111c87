using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Attempts;

/// <summary>One attempt.</summary>
internal sealed class AttemptBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }

    /// <summary>The index of the step.</summary>
    public required int Step { get; set; }

    /// <summary>The number of the attempt within its step, from 1.</summary>
    public required int Try { get; set; }

    /// <summary>The state.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptState>))]
    public required AttemptState State { get; set; }

    /// <summary>The outcome; <c>none</c> until the attempt ends.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public required AttemptOutcome Outcome { get; set; }

    /// <summary>When the attempt was committed, just before it was sent.</summary>
    public required DateTimeOffset CommittedAt { get; set; }

    /// <summary>When the outcome was recorded; absent before that.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The channel; absent if it is not known any more.</summary>
    public string? Channel { get; set; }

    /// <summary>The provider.</summary>
    public required string Provider { get; set; }

    /// <summary>The provider's id of the attempt; absent if it is not known.</summary>
    public string? ProviderCallId { get; set; }

    /// <summary>The provider's own term for the status that counts; absent if it gave none.</summary>
    public string? ProviderStatus { get; set; }

    /// <summary>When that status occurred according to the provider; absent if it gave no time.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>The number that the attempt showed; absent for a provider without caller ids.</summary>
    public string? CallerId { get; set; }

    /// <summary>A further explanation of the outcome; absent for none.</summary>
    public string? Note { get; set; }

    /// <summary>The first 16 digits of the SHA-256 of the sent content; absent for none.</summary>
    public string? ContentHash { get; set; }

    /// <summary>What the attempt told besides its outcome; absent if nothing was told.</summary>
    public AttemptResultBody? Result { get; set; }

    internal static AttemptBody Of(TimelineEntry entry) => new()
    {
        Id = entry.Attempt.ToString(),
        Step = entry.Step,
        Try = entry.Try,
        State = entry.State,
        Outcome = entry.Outcome,
        CommittedAt = entry.CommittedAt,
        EndedAt = entry.EndedAt,
        Channel = entry.Channel,
        Provider = entry.Provider,
        ProviderCallId = entry.ProviderCallId,
        ProviderStatus = entry.ProviderStatus,
        OccurredAt = entry.OccurredAt,
        CallerId = entry.CallerId,
        Note = entry.Note,
        ContentHash = entry.ContentHash,
        Result = AttemptResultBody.Of(entry.AttemptResult),
    };
}

/// <summary>What an attempt told besides its outcome. Values that are not known are absent.</summary>
internal sealed class AttemptResultBody
{
    /// <summary>Who or what answered.</summary>
    [JsonConverter(typeof(SnakeCase<AnsweredBy>))]
    public required AnsweredBy AnsweredBy { get; set; }

    /// <summary>How long it rang.</summary>
    public TimeSpan? RingTime { get; set; }

    /// <summary>How long the conversation lasted.</summary>
    public TimeSpan? TalkTime { get; set; }

    /// <summary>What the attempt cost.</summary>
    public CostBody? Cost { get; set; }

    /// <summary>The recording.</summary>
    public Uri? Recording { get; set; }

    /// <summary>The transcript.</summary>
    public Uri? Transcript { get; set; }

    /// <summary>When the person wants to be contacted again.</summary>
    public DateTimeOffset? CallBackAt { get; set; }

    /// <summary>The scope of the person's opt-out.</summary>
    [JsonConverter(typeof(SnakeCase<OptOutScope>))]
    public OptOutScope? OptOut { get; set; }

    /// <summary>Data of the provider or the agent.</summary>
    public JsonElement? Data { get; set; }

    internal static AttemptResultBody? Of(AttemptResult? result) => result is null ? null : new()
    {
        AnsweredBy = result.AnsweredBy,
        RingTime = result.RingTime,
        TalkTime = result.TalkTime,
        Cost = result.Cost is { } cost ? new() { Amount = cost.Amount, Currency = cost.Currency } : null,
        Recording = result.Recording,
        Transcript = result.Transcript,
        CallBackAt = result.CallBackAt,
        OptOut = result.OptOut,
        Data = result.Data is { } data ? JsonElement.Parse(data) : null,
    };
}

/// <summary>The cost of an attempt.</summary>
internal sealed class CostBody
{
    /// <summary>The amount.</summary>
    public required decimal Amount { get; set; }

    /// <summary>The ISO 4217 code of the currency.</summary>
    public required string Currency { get; set; }
}

/// <summary>An attempt in a list.</summary>
internal sealed class ListedAttemptBody
{
    /// <summary>The campaign.</summary>
    public required string Campaign { get; set; }

    /// <summary>The key of the contact.</summary>
    public required string ContactKey { get; set; }

    /// <summary>The attempt.</summary>
    public required AttemptBody Attempt { get; set; }

    internal static ListedAttemptBody Of(ContactAttempt attempt) => new()
    {
        Campaign = attempt.Campaign.ToString(),
        ContactKey = attempt.Contact.Key,
        Attempt = AttemptBody.Of(attempt.Entry),
    };
}
