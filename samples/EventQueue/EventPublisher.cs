using System.Text.Json;
using RabbitMQ.Client;

namespace Campaigns.Samples.EventQueue;

/// <summary>
/// What a webhook does: it puts the event on the queue, and answers its caller when the broker has stored it. If it fails, the caller sends
/// the event again, under the same id.
/// </summary>
internal sealed class EventPublisher(IChannel channel, string queue)
{
    /// <summary>The options of a channel on which a publish ends when the broker has stored the message.</summary>
    public static CreateChannelOptions Confirmed { get; } =
        new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    /// <summary>Puts an event on the queue. Ends when the broker has stored it.</summary>
    public ValueTask PublishAsync(InboundEvent happened, CancellationToken cancellationToken = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(EventMessage.Of(happened), EventJson.Default.EventMessage);
        return PublishAsync(happened.Id, body, null, cancellationToken);
    }

    /// <summary>Puts a message on the queue, with a reason in its header if it has one.</summary>
    public ValueTask PublishAsync(string? id, ReadOnlyMemory<byte> body, string? reason, CancellationToken cancellationToken = default)
    {
        var properties = new BasicProperties { MessageId = id, Persistent = true, ContentType = "application/json" };
        if (reason is not null)
        {
            properties.Headers = new Dictionary<string, object?> { ["reason"] = reason };
        }

        return channel.BasicPublishAsync("", queue, mandatory: true, properties, body, cancellationToken);
    }
}
