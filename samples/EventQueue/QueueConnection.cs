using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Campaigns.Samples.EventQueue;

/// <summary>
/// A connection that delivers messages. When it breaks, reading ends with an error and the worker opens another one: the broker delivers
/// what was not acknowledged again, so nothing is taken over from the old connection.
/// </summary>
internal sealed class QueueConnection : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>(); // the prefetch bounds it
    private readonly EventPublisher _deadLetters;
    private string _consumer = "";

    private QueueConnection(IConnection connection, IChannel channel, QueueOptions options)
    {
        (_connection, _channel) = (connection, channel);
        _deadLetters = new EventPublisher(channel, options.DeadLetters);
    }

    /// <summary>Connects, creates the queues if there are none, and begins to receive.</summary>
    public static async Task<QueueConnection> OpenAsync(QueueOptions options, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = options.Broker, AutomaticRecoveryEnabled = false };
        var connection = await factory.CreateConnectionAsync("campaign-events", cancellationToken);
        try
        {
            var channel = await connection.CreateChannelAsync(EventPublisher.Confirmed, cancellationToken);
            var opened = new QueueConnection(connection, channel, options);
            await opened.ConsumeAsync(options, cancellationToken);
            return opened;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a message, and takes those that are there.</summary>
    /// <param name="most">The largest number of messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async Task<IReadOnlyList<Delivery>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        if (!await _deliveries.Reader.WaitToReadAsync(cancellationToken))
        {
            throw new IOException("The broker has closed the connection.");
        }

        var batch = new List<Delivery>();
        while (batch.Count < most && _deliveries.Reader.TryRead(out var delivery))
        {
            batch.Add(delivery);
        }

        return batch;
    }

    /// <summary>Puts a message to the dead letters. If the worker dies before it acknowledges, the message may stand there twice.</summary>
    public ValueTask BuryAsync(Delivery delivery, string reason) => _deadLetters.PublishAsync(delivery.Id, delivery.Body, reason);

    /// <summary>Acknowledges all messages up to one.</summary>
    public ValueTask AcknowledgeAsync(ulong last) => _channel.BasicAckAsync(last, multiple: true);

    /// <summary>Ends the connection. The broker delivers what was not acknowledged to somebody else.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_channel.IsOpen)
        {
            await _channel.BasicCancelAsync(_consumer);
        }

        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ConsumeAsync(QueueOptions options, CancellationToken cancellationToken)
    {
        _channel.ChannelShutdownAsync += (_, _) => EndAsync();
        await _channel.QueueDeclareAsync(
            options.Queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        await _channel.QueueDeclareAsync(
            options.DeadLetters, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
        await _channel.BasicQosAsync(0, options.Prefetch, global: false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(_channel);
        consumer.UnregisteredAsync += (_, _) => EndAsync(); // somebody has deleted the queue
        consumer.ReceivedAsync += (_, message) =>
        {
            var happened = EventMessage.Read(message.BasicProperties, message.Body.Span, out var problem);
            _deliveries.Writer.TryWrite(
                new Delivery(message.DeliveryTag, message.BasicProperties.MessageId, happened, problem, message.Body.ToArray()));
            return Task.CompletedTask;
        };
        _consumer = await _channel.BasicConsumeAsync(options.Queue, autoAck: false, consumer, cancellationToken);
    }

    private Task EndAsync()
    {
        _deliveries.Writer.TryComplete();
        return Task.CompletedTask;
    }
}
