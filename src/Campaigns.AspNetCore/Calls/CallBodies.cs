using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Attempts;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Calls;

/// <summary>A call to make.</summary>
internal sealed class CallRequestBody
{
    /// <summary>The number to call, with its country code.</summary>
    [JsonRequired]
    public string To { get; set; } = "";

    /// <summary>The time zone of the person, such as <c>Europe/Paris</c>; absent: the campaign's zone.</summary>
    public string? Zone { get; set; }

    /// <summary>Values for the provider and for templates.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; set; }

    /// <summary>The tenant; absent: the caller's own, or <c>default</c>.</summary>
    public string? Tenant { get; set; }

    /// <summary>The campaign to make the call in; absent: the campaign that is kept for single calls of the tenant.</summary>
    public string? Campaign { get; set; }

    /// <summary>
    /// Your key of the call, unique in its campaign: 1 to 100 letters, digits and <c>. _ ~ -</c>. Absent: one is made. A call with a known
    /// key is refused, so that repeating the request makes no second call.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>
    /// No attempt is made before this instant: up to 365 days ahead, with an offset from UTC. Hours and limits apply as to any call. Absent
    /// or past: now.
    /// </summary>
    public DateTimeOffset? NotBefore { get; set; }
}

/// <summary>The status of a call.</summary>
internal enum CallStatus
{
    /// <summary>The call was not made yet, or it waits for another attempt.</summary>
    Pending,

    /// <summary>An attempt is live.</summary>
    InProgress,

    /// <summary>The contact was reached, or all steps are done.</summary>
    Completed,

    /// <summary>The call ended without reaching the contact. The state says why.</summary>
    Failed,
}

/// <summary>A call with its attempts.</summary>
internal sealed class CallBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }

    /// <summary>The campaign.</summary>
    public required string Campaign { get; set; }

    /// <summary>The key.</summary>
    public required string Key { get; set; }

    /// <summary>The number.</summary>
    public string? To { get; set; }

    /// <summary>The status.</summary>
    [JsonConverter(typeof(SnakeCase<CallStatus>))]
    public required CallStatus Status { get; set; }

    /// <summary>The exact state of the contact in its campaign.</summary>
    [JsonConverter(typeof(SnakeCase<JobState>))]
    public required JobState State { get; set; }

    /// <summary>What a pending call waits for: the first gate that is closed; absent if its turn comes next.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>Why that gate is closed.</summary>
    public string? Reason { get; set; }

    /// <summary>When the next attempt is due, such as the instant that the request gave; absent while nothing is due at a time.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>No attempt is made before this instant; absent if only capacity or a person decides.</summary>
    public DateTimeOffset? Earliest { get; set; }

    /// <summary>The attempts, oldest first.</summary>
    public required IReadOnlyList<AttemptBody> Attempts { get; set; }

    internal static CallBody Of(CallId id, ContactStatus contact, Explanation? explanation)
    {
        var closed = explanation?.Verdicts.FirstOrDefault(verdict => !verdict.IsOpen);
        return new()
        {
            Id = id.ToString(),
            Campaign = id.Campaign.ToString(),
            Key = id.Key,
            To = contact.Contact.AddressOn(Channels.Voice),
            Status = StatusOf(contact.State),
            State = contact.State,
            WaitsFor = closed?.Gate,
            Reason = closed?.Reason,
            DueAt = contact.NextDue,
            Earliest = explanation?.Earliest ?? contact.NextDue,
            Attempts = [.. contact.Timeline.Select(AttemptBody.Of)],
        };
    }

    private static CallStatus StatusOf(JobState state) => state switch
    {
        JobState.New or JobState.Waiting => CallStatus.Pending,
        JobState.Live => CallStatus.InProgress,
        JobState.Completed or JobState.Replied or JobState.NoResponse => CallStatus.Completed,
        _ => CallStatus.Failed,
    };
}

/// <summary>Identifies a call: its campaign, and its key there.</summary>
internal readonly record struct CallId(CampaignId Campaign, string Key)
{
    public override string ToString() => $"{Campaign}-{Key}";
}

[JsonSerializable(typeof(CallRequestBody))]
[JsonSerializable(typeof(CallBody))]
internal sealed partial class CallJson : JsonSerializerContext;
