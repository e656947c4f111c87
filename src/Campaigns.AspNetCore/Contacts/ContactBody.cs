using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Attempts;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Contacts;

/// <summary>A contact of a campaign, and how far it is.</summary>
internal sealed class ContactBody
{
    /// <summary>The key.</summary>
    public required string Key { get; set; }

    /// <summary>The phone number in E.164 form; absent if there is none.</summary>
    public string? Phone { get; set; }

    /// <summary>The time zone; absent for the campaign's.</summary>
    public string? Zone { get; set; }

    /// <summary>The addresses on other channels, by channel.</summary>
    public required IReadOnlyDictionary<string, string> Addresses { get; set; }

    /// <summary>The values for templates and providers, by name.</summary>
    public required IReadOnlyDictionary<string, string> Data { get; set; }

    /// <summary>The state of the contact's job.</summary>
    [JsonConverter(typeof(SnakeCase<JobState>))]
    public required JobState State { get; set; }

    /// <summary>What the job waits for; absent unless it is waiting.</summary>
    [JsonConverter(typeof(SnakeCase<WaitingFor>))]
    public WaitingFor? WaitingFor { get; set; }

    /// <summary>The index of the current step.</summary>
    public required int Step { get; set; }

    /// <summary>The channel of the current step; absent for a step that sends nothing.</summary>
    public string? Channel { get; set; }

    /// <summary>The number of attempts that counted.</summary>
    public required int Attempts { get; set; }

    /// <summary>The outcome of the last attempt that has ended; absent if there is none.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public AttemptOutcome? LastOutcome { get; set; }

    /// <summary>When the job is due; absent if it is not waiting for a time.</summary>
    public DateTimeOffset? NextDue { get; set; }

    /// <summary>When the job expires by its exit rules; absent for never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The version of the campaign's protocol that the job follows, from 1; 0 for a protocol of its own.</summary>
    public required int ProtocolVersion { get; set; }

    /// <summary>The attempts, oldest first; absent in lists.</summary>
    public IReadOnlyList<AttemptBody>? Timeline { get; set; }

    internal static ContactBody InList(ContactStatus status) => new()
    {
        Key = status.Contact.Key,
        Phone = status.Contact.Phone.IsEmpty ? null : status.Contact.Phone.Reveal(),
        Zone = status.Contact.Zone,
        Addresses = status.Contact.Addresses,
        Data = status.Contact.Data,
        State = status.State,
        WaitingFor = status.State == JobState.Waiting ? status.WaitingFor : null,
        Step = status.Step,
        Channel = status.Channel,
        Attempts = status.Attempts,
        LastOutcome = status.Timeline.LastOrDefault(attempt => attempt.Outcome != AttemptOutcome.None)?.Outcome,
        NextDue = status.NextDue,
        ExpiresAt = status.ExpiresAt,
        ProtocolVersion = status.ProtocolVersion,
    };

    internal static ContactBody WithTimeline(ContactStatus status)
    {
        var body = InList(status);
        body.Timeline = [.. status.Timeline.Select(AttemptBody.Of)];
        return body;
    }
}

/// <summary>When to contact somebody.</summary>
internal sealed class RescheduleBody
{
    /// <summary>The instant. In the past: now.</summary>
    [JsonRequired]
    public DateTimeOffset At { get; set; }
}

/// <summary>A correction of a contact: members that are absent stay, and null removes a value.</summary>
internal sealed class ContactPatchBody
{
    /// <summary>The phone number, in any form that enrollment accepts.</summary>
    public string? Phone { get; set; }

    /// <summary>The time zone. Null: the campaign's.</summary>
    public string? Zone { get; set; }

    /// <summary>Addresses by channel. Other channels stay.</summary>
    public IReadOnlyDictionary<string, string?>? Addresses { get; set; }

    /// <summary>Values by name. Other names stay.</summary>
    public IReadOnlyDictionary<string, string?>? Data { get; set; }
}

[JsonSerializable(typeof(ContactPatchBody))]
[JsonSerializable(typeof(ContactBody))]
[JsonSerializable(typeof(ItemsBody<ContactBody>), TypeInfoPropertyName = "ContactList")]
[JsonSerializable(typeof(RescheduleBody))]
[JsonSerializable(typeof(ExplanationBody))]
internal sealed partial class ContactJson : JsonSerializerContext;
