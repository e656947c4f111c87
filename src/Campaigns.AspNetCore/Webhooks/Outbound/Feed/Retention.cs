using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Removes deliveries that the log has kept long enough, and everything of deleted endpoints. Works in portions.</summary>
internal sealed class Retention(EndpointCatalog catalog, WebhookContext context)
{
    /// <summary>The kind of the records that name deleted endpoints.</summary>
    public const string DeletedKind = "webhook-deleted";

    private const int Portion = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Runs until the host stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await catalog.LoadAsync(stopping);
                await SweepAsync(stopping);
            }
            catch (Exception error)
            {
                if (!stopping.IsCancellationRequested)
                {
                    ApiLog.WebhookWriteFailed(context.Log, error);
                }
            }

            if (!stopping.IsCancellationRequested)
            {
                await Task.Delay(Interval, context.Time, stopping).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Removes what is due now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var endpoint in catalog.All)
        {
            await RemoveAsync(DeliveryRecords.Kind(endpoint.Id, DeliveryState.Delivered), context.Now, cancellationToken);
            await RemoveAsync(DeliveryRecords.Kind(endpoint.Id, DeliveryState.Failed), context.Now, cancellationToken);
            await ExpireAsync(endpoint, cancellationToken);
        }

        var deleted = await context.Store.ListAsync(new RecordQuery(DeletedKind) { DueUntil = context.Now }, cancellationToken);
        foreach (var record in deleted)
        {
            foreach (var state in Enum.GetValues<DeliveryState>())
            {
                await RemoveAsync(DeliveryRecords.Kind(record.Id, state), null, cancellationToken);
            }

            await context.Records.WriteAsync(
            [
                new RecordChange(record, IsDeletion: true),
                new RecordChange(record with { Kind = WebhookEndpoint.HealthKind }, IsDeletion: true),
                new RecordChange(record with { Kind = WebhookEndpoint.RangesKind }, IsDeletion: true),
            ]);
        }
    }

    private async Task RemoveAsync(string kind, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        IReadOnlyList<HostRecord> page;
        do
        {
            page = await context.Store.ListAsync(new RecordQuery(kind) { DueUntil = until, Limit = Portion }, cancellationToken);
            if (page.Count > 0)
            {
                await context.Records.WriteAsync([.. page.Select(record => new RecordChange(record, IsDeletion: true))]);
            }
        }
        while (page.Count == Portion);
    }

    /// <summary>Messages that wait for a disabled endpoint longer than the log keeps any become failures.</summary>
    private async Task ExpireAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        lock (endpoint.Lock)
        {
            if (endpoint.IsEnabled || endpoint.Pending == 0)
            {
                return;
            }
        }

        var query = new RecordQuery(DeliveryRecords.Kind(endpoint.Id, DeliveryState.Pending)) { Limit = Portion };
        var old = (await context.Store.ListAsync(query, cancellationToken)).Select(DeliveryRecords.Read)
            .Where(delivery => delivery.Created < context.Now - context.Options.LogAge).ToList();
        var changes = new List<RecordChange>();
        foreach (var delivery in old)
        {
            delivery.Due = context.Now + context.Options.LogAge;
            changes.Add(DeliveryRecords.Delete(endpoint.Id, DeliveryState.Pending, delivery.Id));
            changes.Add(DeliveryRecords.Put(endpoint.Id, DeliveryState.Failed, delivery));
        }

        await context.Records.WriteAsync(changes);
        lock (endpoint.Lock)
        {
            endpoint.Pending = Math.Max(0, endpoint.Pending - old.Count);
        }
    }
}
