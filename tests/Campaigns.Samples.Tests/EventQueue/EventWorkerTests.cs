using System.Globalization;
using System.Reflection;
using System.Text;
using Campaigns.InMemory;
using Campaigns.Samples.EventQueue;
using Campaigns.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client;

namespace Campaigns.Samples.Tests.EventQueue;

/// <summary>The worker in this process, beside a broker.</summary>
[Trait("Category", "Process")]
public class EventWorkerTests(RabbitBroker broker) : IClassFixture<RabbitBroker>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly QueueOptions _options = new()
    {
        Broker = broker.Address, Queue = $"events-{Guid.NewGuid():N}", Prefetch = 10, Pause = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task Messages_that_cannot_be_read_go_to_the_dead_letters_with_their_reason()
    {
        Assert.SkipUnless(RabbitBroker.Missing is null, RabbitBroker.Missing ?? "");
        await using var engine = await EngineAsync();
        using var worker = await StartAsync(engine.Reports);
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(EventPublisher.Confirmed);
        var publisher = new EventPublisher(channel, _options.Queue);
        (string? Id, string Body, string Reason)[] bad =
        [
            ("a", "hello", "byte 0"), (null, """{"tenant":"acme","type":"reply","contactKey":"k"}""", "message id"),
            (new string('b', 210), """{"tenant":"acme","type":"reply","contactKey":"k"}""", "Id"),
            ("c", """{"tenant":"acme","type":"reply","contactKey":"k","data":[1]}""", "Data"),
            ("d", """{"tenant":"acme","type":"reply","contactKey":"k","extra":1}""", "extra"),
        ];
        foreach (var (id, body, reason) in bad)
        {
            await publisher.PublishAsync(id, Encoding.UTF8.GetBytes(body), null);
            await publisher.PublishAsync(new InboundEvent("acme", $"good {reason}", "opened") { ContactKey = "k" });
        }

        await publisher.PublishAsync(new InboundEvent("acme", "kept", "cart.abandoned")); // it names nobody
        await Until.HoldsAsync(async () => await LogAsync(engine) is { Count: 6 } && await CountAsync(channel, _options.DeadLetters) == 5);
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal(EventState.Kept, (await LogAsync(engine)).Single(row => row.Event.Id == "kept").State);
        var letters = new Dictionary<string, (string Body, string Reason)>();
        while (await channel.BasicGetAsync(_options.DeadLetters, autoAck: true) is { } letter)
        {
            var reason = Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers!["reason"]!);
            letters.Add(letter.BasicProperties.MessageId ?? "", (Encoding.UTF8.GetString(letter.Body.Span), reason));
        }

        Assert.All(bad, message =>
        {
            Assert.Equal(message.Body, letters[message.Id ?? ""].Body);
            Assert.Contains(message.Reason, letters[message.Id ?? ""].Reason, StringComparison.Ordinal);
        });
        Assert.Equal(0u, await CountAsync(channel, _options.Queue)); // nothing comes back after the worker has stopped
    }

    [Fact]
    public async Task Worker_holds_no_more_messages_than_its_prefetch_while_the_store_is_slow()
    {
        Assert.SkipUnless(RabbitBroker.Missing is null, RabbitBroker.Missing ?? "");
        var slow = DispatchProxy.Create<ICampaignReports, SlowReports>();
        using var worker = await StartAsync(slow);
        await using var connection = await broker.ConnectAsync();
        await using var channel = await connection.CreateChannelAsync(EventPublisher.Confirmed);
        var publisher = new EventPublisher(channel, _options.Queue);
        for (var i = 0; i < 50; i++)
        {
            await publisher.PublishAsync(
                new InboundEvent("acme", i.ToString(CultureInfo.InvariantCulture), "opened") { ContactKey = "k" });
        }

        await Until.HoldsAsync(async () => await CountAsync(channel, _options.Queue) == 40);
        await publisher.PublishAsync(new InboundEvent("acme", "last", "opened") { ContactKey = "k" });
        await Until.HoldsAsync(async () => await CountAsync(channel, _options.Queue) == 41); // or it would be handed over at once
        Assert.InRange(((SlowReports)(object)slow).Taken, 1, 10);

        ((SlowReports)(object)slow).Go.SetResult();
        await Until.HoldsAsync(() => ((SlowReports)(object)slow).Taken == 51);
        await worker.StopAsync(CancellationToken.None);
        Assert.Equal(0u, await CountAsync(channel, _options.Queue));
    }

    private static async Task<CampaignEngine> EngineAsync()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore() };
        options.AddProvider(Channels.Email, new PrintingProvider());
        var engine = new CampaignEngine(options);
        await engine.StartAsync();
        return engine;
    }

    private static async Task<IReadOnlyList<LoggedEvent>> LogAsync(CampaignEngine engine) =>
        (await engine.Operations.ListLoggedEventsAsync()).Items;

    private static async Task<uint> CountAsync(IChannel channel, string queue) =>
        (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    private async Task<EventWorker> StartAsync(ICampaignReports reports)
    {
        await using (var connection = await broker.ConnectAsync())
        {
            await using var channel = await connection.CreateChannelAsync();
            await channel.QueueDeclareAsync(_options.Queue, durable: true, exclusive: false, autoDelete: false);
        }

        var worker = new EventWorker(reports, _options, NullLogger<EventWorker>.Instance);
        await worker.StartAsync(CancellationToken.None);
        return worker;
    }

    /// <summary>Takes events, and waits for a sign before it acknowledges them.</summary>
    public class SlowReports : DispatchProxy
    {
        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Taken { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var count = ((IReadOnlyList<InboundEvent>)args![0]!).Count;
            Taken += count;
            return AcknowledgeAsync(count);
        }

        private async Task<IReadOnlyList<IngestReceipt>> AcknowledgeAsync(int count)
        {
            await Go.Task;
            return [.. Enumerable.Repeat(new IngestReceipt(IngestResult.Applied), count)];
        }
    }
}
