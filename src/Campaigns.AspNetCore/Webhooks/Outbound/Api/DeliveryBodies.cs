using System.Text.Json;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>One message to one endpoint.</summary>
internal sealed class WebhookDeliveryBody
{
    /// <summary>The id of the message: the header <c>webhook-id</c>.</summary>
    public required string Id { get; set; }

    /// <summary>The type of the message.</summary>
    public required string Type { get; set; }

    /// <summary>The sequence of the change; absent for a message that is no change.</summary>
    public long? Sequence { get; set; }

    /// <summary>The state: <c>pending</c>, <c>delivered</c> or <c>failed</c> (tried for the last time).</summary>
    public required string State { get; set; }

    /// <summary>When the change was committed.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>How often the message was tried since it was sent or replayed.</summary>
    public int Tries { get; set; }

    /// <summary>How often it is tried at most.</summary>
    public int MaxTries { get; set; }

    /// <summary>When it is tried again, if it is pending.</summary>
    public DateTimeOffset? NextTryAt { get; set; }

    /// <summary>Until when the log keeps it, if it is not pending.</summary>
    public DateTimeOffset? KeptUntil { get; set; }

    /// <summary>The last 20 tries, oldest first.</summary>
    public required IReadOnlyList<WebhookTryBody> Log { get; set; }

    /// <summary>The body of the message. Absent in lists, and when it was delivered: the change feed has it.</summary>
    public JsonElement? Body { get; set; }

    internal static WebhookDeliveryBody Of(Delivery delivery, DeliveryState state, bool hasBody) => new()
    {
        Id = delivery.Id,
        Type = delivery.Type,
        Sequence = MessageId.SequenceOf(delivery.Id),
        State = state.ToString().ToLowerInvariant(),
        CreatedAt = delivery.Created,
        Tries = delivery.Tries + (state == DeliveryState.Delivered ? 1 : 0),
        MaxTries = RetrySchedule.Tries,
        NextTryAt = state == DeliveryState.Pending ? delivery.Due : null,
        KeptUntil = state == DeliveryState.Pending ? null : delivery.Due,
        Log = [.. delivery.Log.Select(WebhookTryBody.Of)],
        Body = hasBody && delivery.Body is { } body ? JsonElement.Parse(body) : null,
    };
}

/// <summary>One try to deliver a message.</summary>
internal sealed class WebhookTryBody
{
    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The status of the answer; absent if there was none.</summary>
    public int? Status { get; set; }

    /// <summary>
    /// Why there was no answer: <c>timeout</c>, <c>connect</c>, <c>unknown_host</c>, <c>tls</c>, <c>address_refused</c> or
    /// <c>broken_answer</c>.
    /// </summary>
    public string? Error { get; set; }

    /// <summary>From the send to the answer, in milliseconds.</summary>
    public long Milliseconds { get; set; }

    /// <summary>The first 256 characters of the answer.</summary>
    public string? Answer { get; set; }

    internal static WebhookTryBody Of(DeliveryTry entry) =>
        new() { At = entry.At, Status = entry.Status, Error = entry.Error, Milliseconds = entry.Milliseconds, Answer = entry.Answer };
}

/// <summary>A page of deliveries.</summary>
internal sealed class WebhookDeliveryPage
{
    /// <summary>The deliveries, in the order of the change feed.</summary>
    public required IReadOnlyList<WebhookDeliveryBody> Items { get; set; }

    /// <summary>The cursor of the next page; absent after the last one.</summary>
    public string? Next { get; set; }
}

/// <summary>The types of messages that endpoints can select.</summary>
internal sealed class WebhookEventTypes
{
    /// <summary>The types.</summary>
    public required IReadOnlyList<string> Items { get; set; }
}
