using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Campaigns.Samples.EventQueue;

/// <summary>
/// Takes events from the queue, ingests them in batches, and acknowledges a batch after the commit that stores it. A message comes at least
/// once; the event log takes its id once. So each event is handled exactly once, whatever restarts or dies in between.
/// </summary>
internal sealed partial class EventWorker(ICampaignReports reports, QueueOptions options, ILogger<EventWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await QueueConnection.OpenAsync(options, stoppingToken);
                Connected(options.Queue);
                while (true)
                {
                    var batch = await connection.TakeAsync(options.Prefetch, stoppingToken);
                    await HandleAsync(connection, batch, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken) when (broken is IOException or RabbitMQClientException)
            {
                Disconnected(broken.GetType().Name, options.Pause);
                await Task.Delay(options.Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task HandleAsync(QueueConnection connection, IReadOnlyList<Delivery> batch, CancellationToken stoppingToken)
    {
        foreach (var unread in batch.Where(delivery => delivery.Event is null))
        {
            await BuryAsync(connection, unread, unread.Problem!);
        }

        List<Delivery> readable = [.. batch.Where(delivery => delivery.Event is not null)];
        try
        {
            await IngestAsync(readable, stoppingToken);
        }
        catch (CampaignException refused) when (refused.Error == CampaignError.Invalid)
        {
            await HandleOneByOneAsync(connection, readable, stoppingToken);
        }

        await connection.AcknowledgeAsync(batch[^1].Tag);
    }

    /// <summary>Finds the events of a batch that no log can take, such as one with an id of 300 characters.</summary>
    private async Task HandleOneByOneAsync(QueueConnection connection, List<Delivery> deliveries, CancellationToken stoppingToken)
    {
        foreach (var delivery in deliveries)
        {
            try
            {
                await IngestAsync([delivery], stoppingToken);
            }
            catch (CampaignException refused) when (refused.Error == CampaignError.Invalid)
            {
                await BuryAsync(connection, delivery, refused.Message);
            }
        }
    }

    /// <summary>
    /// Ingests events until the store has taken them. Ingesting them again is harmless. Events that the engine keeps are done, because the
    /// log holds them with their reason.
    /// </summary>
    private async Task IngestAsync(IReadOnlyList<Delivery> deliveries, CancellationToken stoppingToken)
    {
        while (deliveries.Count > 0)
        {
            try
            {
                var receipts = await reports.IngestAsync([.. deliveries.Select(delivery => delivery.Event!)], CancellationToken.None);
                Ingested(
                    receipts.Count(receipt => receipt.Result == IngestResult.Applied),
                    receipts.Count(receipt => receipt.Result == IngestResult.Duplicate),
                    receipts.Count(receipt => receipt.Result == IngestResult.Kept));
                return;
            }
            catch (CampaignException failed) when (failed.Error == CampaignError.StoreFailed)
            {
                StoreFailed(options.Pause);
                await Task.Delay(options.Pause, stoppingToken);
            }
        }
    }

    private async Task BuryAsync(QueueConnection connection, Delivery delivery, string reason)
    {
        await connection.BuryAsync(delivery, reason);
        Buried(options.DeadLetters, reason);
    }

    [LoggerMessage(LogLevel.Information, "Takes events from the queue {Queue}.")]
    private partial void Connected(string queue);

    [LoggerMessage(LogLevel.Warning, "The broker cannot be reached ({Cause}); connects again in {Pause}.")]
    private partial void Disconnected(string cause, TimeSpan pause);

    [LoggerMessage(LogLevel.Debug, "{Applied} events applied, {Repeated} repeated, {Kept} kept.")]
    private partial void Ingested(int applied, int repeated, int kept);

    [LoggerMessage(LogLevel.Warning, "The store has failed; ingests the batch again in {Pause}.")]
    private partial void StoreFailed(TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "A message went to {Queue}: {Reason}")]
    private partial void Buried(string queue, string reason);
}
