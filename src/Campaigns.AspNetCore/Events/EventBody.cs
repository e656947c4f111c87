using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Events;

/// <summary>Something that the outside world tells: a reply, an unsubscription, a bounce, an event of your own.</summary>
internal sealed class EventBody
{
    /// <summary>The tenant. Absent: the tenant of the caller's key.</summary>
    public string? Tenant { get; set; }

    /// <summary>Your id of the event, 1 to 200 characters. The tenant's second event with the same id has no effect.</summary>
    [JsonRequired]
    public string Id { get; set; } = "";

    /// <summary>
    /// The type, 1 to 100 characters: <c>reply</c>, <c>unsubscribe</c>, <c>bounce</c>, <c>complaint</c>, or one of your own.
    /// </summary>
    [JsonRequired]
    public string Type { get; set; } = "";

    /// <summary>The key of the contact. Give this or the address, or neither.</summary>
    public string? ContactKey { get; set; }

    /// <summary>The address of the person. Give this or the key, or neither.</summary>
    public string? Address { get; set; }

    /// <summary>The channel of the address, and of an opt-out. Absent: any channel.</summary>
    public string? Channel { get; set; }

    /// <summary>The event's own data: an object of up to 16,384 characters.</summary>
    public JsonElement? Data { get; set; }

    /// <summary>When it occurred. Absent: when it is received.</summary>
    public DateTimeOffset? OccurredAt { get; set; }

    /// <summary>The only campaign whose contacts the event may end or continue. Absent: all of the tenant.</summary>
    public string? Campaign { get; set; }

    internal static EventBody Of(InboundEvent inbound) => new()
    {
        Tenant = inbound.Tenant,
        Id = inbound.Id,
        Type = inbound.Type,
        ContactKey = inbound.ContactKey,
        Address = inbound.Address,
        Channel = inbound.Channel,
        Data = inbound.Data is { } data ? JsonElement.Parse(data) : null,
        OccurredAt = inbound.OccurredAt,
        Campaign = inbound.Campaign?.ToString(),
    };

    /// <summary>Makes the event.</summary>
    /// <param name="caller">The tenant of the caller's key; null for all tenants.</param>
    /// <param name="at">The place of the event in the body.</param>
    /// <param name="faults">Receives the faults.</param>
    internal InboundEvent? ToEvent(string? caller, string at, List<ApiFault> faults)
    {
        var before = faults.Count;
        var tenant = BodyTenant.Of(caller, Tenant, at + "/tenant", faults);
        CampaignId? campaign = null;
        if (long.TryParse(Campaign, out var number) && number > 0)
        {
            campaign = new CampaignId(number);
        }
        else if (Campaign is not null)
        {
            faults.Add(new ApiFault { At = at + "/campaign", Detail = $"\"{Shown.Cut(Campaign)}\" is no id of a campaign. Give the "
                + "number that its creation has answered." });
        }

        return faults.Count > before ? null : new InboundEvent(tenant!, Id, Type)
        {
            ContactKey = ContactKey,
            Address = Address,
            Channel = Channel,
            Data = Data?.GetRawText(),
            OccurredAt = OccurredAt,
            Campaign = campaign,
        };
    }
}

/// <summary>The tenant in a body.</summary>
internal static class BodyTenant
{
    /// <summary>The tenant that a body names, or else that of the caller's key.</summary>
    public static string? Of(string? caller, string? given, string at, List<ApiFault> faults)
    {
        if (given is null && caller is null)
        {
            faults.Add(new ApiFault { At = at, Detail = "The member \"tenant\" is missing. Your key sees all tenants: name one." });
        }
        else if (given is not null && caller is not null && given != caller)
        {
            faults.Add(new ApiFault { At = at, Detail = "Your key belongs to another tenant. Leave the member out, or give "
                + $"\"{caller}\"." });
        }

        return given ?? caller;
    }
}

/// <summary>Several events, which are applied in their order.</summary>
internal sealed class EventBatchBody
{
    /// <summary>The events: 1 to 10,000.</summary>
    [JsonRequired]
    public IReadOnlyList<EventBody> Events { get; set; } = [];
}

/// <summary>The receipt of an event. It is given after the commit that stores and applies the event.</summary>
internal sealed class EventReceiptBody
{
    /// <summary>The id of the event.</summary>
    public required string Id { get; set; }

    /// <summary>How the event was handled. Each result is a success: do not send the event again.</summary>
    [JsonConverter(typeof(SnakeCase<IngestResult>))]
    public required IngestResult Result { get; set; }

    /// <summary>The number of jobs that the event ended, continued, enrolled or ran again.</summary>
    public required int Affected { get; set; }

    /// <summary>Why the event was kept, or why a trigger did not enroll; absent for none.</summary>
    public string? Reason { get; set; }

    internal static EventReceiptBody Of(string id, IngestReceipt receipt)
    {
        var (result, affected, reason) = receipt;
        return new() { Id = id, Result = result, Affected = affected, Reason = reason };
    }
}

/// <summary>The receipts of several events, in their order.</summary>
internal sealed class EventReceiptsBody
{
    /// <summary>The receipts.</summary>
    public required IReadOnlyList<EventReceiptBody> Receipts { get; set; }
}

/// <summary>Which event to apply again.</summary>
internal sealed class ApplyAgainBody
{
    /// <summary>The tenant. Absent: the tenant of the caller's key.</summary>
    public string? Tenant { get; set; }

    /// <summary>The id of the event.</summary>
    [JsonRequired]
    public string Id { get; set; } = "";
}

/// <summary>An entry of the event log.</summary>
internal sealed class LoggedEventBody
{
    /// <summary>The place in the log.</summary>
    public required long Sequence { get; set; }

    /// <summary>When the event was received.</summary>
    public required DateTimeOffset ReceivedAt { get; set; }

    /// <summary>What became of the event.</summary>
    [JsonConverter(typeof(SnakeCase<EventState>))]
    public required EventState State { get; set; }

    /// <summary>Why it was not applied, or why a trigger failed; absent for none.</summary>
    public string? Reason { get; set; }

    /// <summary>The number of jobs that it changed.</summary>
    public required int Affected { get; set; }

    /// <summary>The names of the triggers that failed.</summary>
    public required IReadOnlyList<string> FailedTriggers { get; set; }

    /// <summary>The event as it came. Without person and data after an erasure.</summary>
    public required EventBody Event { get; set; }

    internal static LoggedEventBody Of(LoggedEvent logged) => new()
    {
        Sequence = logged.Sequence,
        ReceivedAt = logged.ReceivedAt,
        State = logged.State,
        Reason = logged.Reason,
        Affected = logged.Affected,
        FailedTriggers = logged.FailedTriggers,
        Event = EventBody.Of(logged.Event),
    };
}

[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(EventBatchBody))]
[JsonSerializable(typeof(EventReceiptBody))]
[JsonSerializable(typeof(EventReceiptsBody))]
[JsonSerializable(typeof(ApplyAgainBody))]
[JsonSerializable(typeof(ItemsBody<LoggedEventBody>), TypeInfoPropertyName = "LoggedEventList")]
[JsonSerializable(typeof(ReportBody))]
[JsonSerializable(typeof(ReportReceiptBody))]
[JsonSerializable(typeof(TriggerBody))]
[JsonSerializable(typeof(ItemsBody<TriggerBody>), TypeInfoPropertyName = "TriggerList")]
internal sealed partial class EventJson : JsonSerializerContext;
