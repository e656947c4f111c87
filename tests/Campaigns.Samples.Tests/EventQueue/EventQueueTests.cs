using System.Globalization;
using Campaigns.Samples.EventQueue;
using Campaigns.Sqlite;
using Campaigns.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Campaigns.Samples.Tests.EventQueue;

/// <summary>The sample and its broker are killed and restarted while events come in: none is lost, and none counts twice.</summary>
[Trait("Category", "Process")]
public sealed class EventQueueTests(RabbitBroker broker) : IClassFixture<RabbitBroker>, IDisposable
{
    private const int Events = 3_000;
    private const int PerPerson = 10;
    private const string Queue = "events";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly string _folder = Directory.CreateTempSubdirectory("event-queue-").FullName;

    private enum Hit
    {
        Worker,
        BrokerStops,
        BrokerDies,
    }

    private string Database => Path.Combine(_folder, "campaigns.db");

    [Fact]
    public async Task Kills_of_the_worker_and_restarts_of_the_broker_lose_and_double_nothing()
    {
        Assert.SkipUnless(RabbitBroker.Missing is null, RabbitBroker.Missing ?? "");
        await DeclareAsync();
        using var stop = new CancellationTokenSource(Patience);
        var published = Task.Run(() => PublishAsync(stop.Token), stop.Token);
        var worker = Start();
        foreach (var next in new[] { Hit.Worker, Hit.BrokerStops, Hit.Worker, Hit.BrokerDies, Hit.Worker })
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop.Token);
            if (next != Hit.Worker)
            {
                await broker.StopAsync(kill: next == Hit.BrokerDies);
                await broker.StartAsync();
            }
            else
            {
                await worker.KillAsync();
                worker.Dispose();
                worker = Start();
            }
        }

        await published;
        await DrainAsync(worker, stop.Token);
        await AuditAsync();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static InboundEvent Of(int number)
    {
        var (id, person) = (string.Create(CultureInfo.InvariantCulture, $"event {number}"), number / PerPerson);
        var key = string.Create(CultureInfo.InvariantCulture, $"p{person}");
        return number % PerPerson == 0
            ? new("default", id, "signed.up") { Data = $$"""{"id":"{{key}}","email":"{{key}}@example.com"}""" }
            : new("default", id, "opened") { ContactKey = key };
    }

    private WorkerProcess Start() => new(broker.Address, Queue, Database);

    private async Task DeclareAsync()
    {
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
    }

    /// <summary>Publishes all events, each until the broker has confirmed it, and some of them twice.</summary>
    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        for (var next = 0; next < Events;)
        {
            try
            {
                await using var connection = await broker.ConnectAsync();
                await using var channel = await connection.CreateChannelAsync(EventPublisher.Confirmed, cancellationToken);
                var publisher = new EventPublisher(channel, Queue);
                for (; next < Events; next++)
                {
                    await publisher.PublishAsync(Of(next), cancellationToken);
                    if (next % 7 == 0)
                    {
                        await publisher.PublishAsync(Of(next), cancellationToken);
                    }
                }
            }
            catch (Exception broken) when (broken is RabbitMQClientException or IOException)
            {
                await Task.Delay(100, cancellationToken); // the broker restarts; the event may have arrived, and is sent again
            }
        }
    }

    /// <summary>
    /// Stops the worker once the queue is empty, and starts it again if that stop gave messages back: those that it held unhandled.
    /// </summary>
    private async Task DrainAsync(WorkerProcess worker, CancellationToken cancellationToken)
    {
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        while (true)
        {
            await ReadQueueAsync(channel, queue => queue is { MessageCount: 0, ConsumerCount: 1 }, cancellationToken);
            Assert.Equal(0, await worker.StopAsync());
            worker.Dispose();
            var left = await ReadQueueAsync(channel, queue => queue.ConsumerCount == 0, cancellationToken);
            if (left.MessageCount == 0)
            {
                return;
            }

            worker = Start();
        }
    }

    /// <summary>Reads the state of the queue until it fits.</summary>
    private static async Task<QueueDeclareOk> ReadQueueAsync(
        IChannel channel, Predicate<QueueDeclareOk> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await channel.QueueDeclarePassiveAsync(Queue, cancellationToken);
            if (fits(read))
            {
                return read;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private async Task AuditAsync()
    {
        await using (var connection = await broker.ConnectAsync())
        {
            await using var channel = await connection.CreateChannelAsync();
            Assert.Equal(0u, (await channel.QueueDeclarePassiveAsync(Queue)).MessageCount);
            Assert.Equal(0u, (await channel.QueueDeclarePassiveAsync(new QueueOptions { Queue = Queue }.DeadLetters)).MessageCount);
        }

        using var store = new SqliteJobStore(Database);
        await store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        var log = (await store.Queries.ReadEventsAsync(new EventQuery(new PageLimits(10_000)), CancellationToken.None)).Items;
        Assert.Equal(
            Enumerable.Range(0, Events).Select(Of).OrderBy(happened => happened.Id, StringComparer.Ordinal),
            log.Select(row => row.Event).OrderBy(happened => happened.Id, StringComparer.Ordinal));
        Assert.All(log, row => Assert.Equal(EventState.Applied, row.State));
        Assert.Equal(Events / PerPerson, log.Sum(row => row.Affected));
        var jobs = await store.Queries.ReadJobsAsync(new JobQuery(new CampaignId(1), new PageLimits(10_000)), CancellationToken.None);
        Assert.Equal(Events / PerPerson, jobs.Items.Count);
    }
}
