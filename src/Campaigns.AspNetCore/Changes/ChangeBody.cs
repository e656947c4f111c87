using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Attempts;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Changes;

/// <summary>One change. Which members it has depends on its kind.</summary>
internal sealed class ChangeBody
{
    /// <summary>The position in the feed. Positions ascend, with gaps.</summary>
    public required long Sequence { get; set; }

    /// <summary>When the change was committed.</summary>
    public required DateTimeOffset At { get; set; }

    /// <summary>The kind. <c>missed</c>: changes before this position were removed by age.</summary>
    [JsonConverter(typeof(SnakeCase<ChangeKinds>))]
    public required ChangeKinds Kind { get; set; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; set; }

    /// <summary>The campaign.</summary>
    public string? Campaign { get; set; }

    /// <summary>The key of the contact.</summary>
    public string? ContactKey { get; set; }

    /// <summary>The attempt.</summary>
    public string? Attempt { get; set; }

    /// <summary>The outcome.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public AttemptOutcome? Outcome { get; set; }

    /// <summary>The outcome before the correction.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public AttemptOutcome? FormerOutcome { get; set; }

    /// <summary>What this report told.</summary>
    public AttemptResultBody? Result { get; set; }

    /// <summary>When the report's event occurred according to the provider.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>The index of the step.</summary>
    public int? Step { get; set; }

    /// <summary>The number of the attempt within its step, from 1.</summary>
    public int? Try { get; set; }

    /// <summary>How many attempts the step allows.</summary>
    public int? MaxTries { get; set; }

    /// <summary>Whether no further attempt follows.</summary>
    public bool? IsLast { get; set; }

    /// <summary>When the contact is due again.</summary>
    public DateTimeOffset? NextDueAt { get; set; }

    /// <summary>The reason, without personal data.</summary>
    public string? Reason { get; set; }

    /// <summary>The state in which the contact ended.</summary>
    [JsonConverter(typeof(SnakeCase<JobState>))]
    public JobState? ContactState { get; set; }

    /// <summary>What the contact waits for.</summary>
    [JsonConverter(typeof(SnakeCase<WaitingFor>))]
    public WaitingFor? WaitsFor { get; set; }

    /// <summary>The new state of the campaign.</summary>
    [JsonConverter(typeof(SnakeCase<CampaignState>))]
    public CampaignState? CampaignState { get; set; }

    /// <summary>The provider.</summary>
    public string? Provider { get; set; }

    /// <summary>The number that the attempt showed.</summary>
    public string? CallerId { get; set; }

    /// <summary>The state of the provider.</summary>
    [JsonConverter(typeof(SnakeCase<ProviderState>))]
    public ProviderState? ProviderState { get; set; }

    /// <summary>The channel.</summary>
    public string? Channel { get; set; }

    /// <summary>Whether the channel is available to the tenant now.</summary>
    public bool? IsAvailable { get; set; }

    /// <summary>The first position of the range that was missed.</summary>
    public long? MissedFrom { get; set; }

    /// <summary>Whether a value is one kind, and not a group of kinds.</summary>
    internal static bool IsOne(ChangeKinds kind) => kind != ChangeKinds.Missed && BitOperations.PopCount((uint)kind) == 1;

    internal static ChangeBody Of(CampaignChange change) => new()
    {
        Sequence = change.Sequence,
        At = change.At,
        Kind = change.Kind,
        Tenant = change.Tenant,
        Campaign = change.Campaign?.Value.ToString(CultureInfo.InvariantCulture),
        ContactKey = change.ContactKey,
        Attempt = change.Attempt?.ToString(),
        Outcome = change.Outcome,
        FormerOutcome = change.FormerOutcome,
        Result = AttemptResultBody.Of(change.AttemptResult),
        OccurredAt = change.OccurredAt,
        Step = change.Step,
        Try = change.Try,
        MaxTries = change.MaxTries,
        IsLast = change.Attempt is null ? null : change.IsLast,
        NextDueAt = change.NextDueAt,
        Reason = change.Reason,
        ContactState = change.ContactState,
        WaitsFor = change.WaitsFor,
        CampaignState = change.CampaignState,
        Provider = change.Provider,
        CallerId = change.CallerId,
        ProviderState = change.ProviderState,
        Channel = change.Channel,
        IsAvailable = change.IsAvailable,
        MissedFrom = change.MissedFrom,
    };
}
