using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Records what became of a try, in one write: the delivery, the health of its endpoint, and the messages that tell other endpoints that
/// this one was disabled.
/// </summary>
internal sealed class DeliveryRecorder(WebhookContext context, EndpointCatalog catalog)
{
    private const int Gone = 410;
    private const int FewestFailures = 10; // one failure a week is no dead endpoint
    private static readonly TimeSpan SuccessesShown = TimeSpan.FromMinutes(1);

    /// <summary>Offers stored messages to the sender of an endpoint.</summary>
    public Action<WebhookEndpoint, IReadOnlyList<Delivery>>? Offer { get; set; }

    /// <summary>Records a try.</summary>
    /// <returns>When the message is tried again; null if it is not.</returns>
    public async Task<DateTimeOffset?> RecordAsync(
        WebhookEndpoint endpoint, Delivery delivery, SendResult result, CancellationToken cancellationToken)
    {
        var now = context.Now;
        context.Erased.RemoveFrom(delivery);
        var changes = new List<RecordChange>(4);
        DateTimeOffset? again;
        (bool IsNews, string? Disabled) health;
        lock (endpoint.Lock)
        {
            if (endpoint.IsDeleted)
            {
                return null;
            }

            delivery.Note(new DeliveryTry
            {
                At = now, Status = result.Status, Error = result.Error, Answer = result.Answer,
                Milliseconds = (long)result.Duration.TotalMilliseconds,
            });
            health = NoteHealth(endpoint, result, now);
            again = result.IsSuccess ? Deliver(endpoint, delivery, now, changes) : Retry(endpoint, delivery, result, now, changes);
        }

        var alerts = health.Disabled is null ? [] : Alerts(endpoint, health.Disabled, now, changes);
        await context.WriteAsync(changes, cancellationToken, health.IsNews ? endpoint : null);
        if (!result.IsSuccess && again is null)
        {
            context.Metrics.Exhaust();
            ApiLog.MessageExhausted(context.Log, endpoint.Id, delivery.Id, result.Error ?? $"status {result.Status}");
        }

        if (health.Disabled is not null)
        {
            Tell(endpoint, health.Disabled, now, alerts);
        }

        return again;
    }

    /// <summary>Notes a result.</summary>
    /// <returns>Whether the health has to be stored, and why the endpoint was disabled.</returns>
    private (bool IsNews, string? Disabled) NoteHealth(WebhookEndpoint endpoint, in SendResult result, DateTimeOffset now)
    {
        var health = endpoint.Health;
        if (result.IsSuccess)
        {
            endpoint.Pace.Succeed(result.Duration);
            var isNews = health.FailingSince is not null || !(now - health.LastSuccessAt < SuccessesShown);
            (health.Failures, health.FailingSince, health.LastSuccessAt) = (0, null, now);
            return (isNews, null);
        }

        (health.Failures, health.FailingSince, health.LastFailureAt) = (health.Failures + 1, health.FailingSince ?? now, now);
        endpoint.Pace.Fail(now, health.Failures, result.RetryAfter, result.Status is 429 or 502 or 504, context.NextRandom());
        var reason = result.Status == Gone ? "gone"
            : health.Failures >= FewestFailures && now - health.FailingSince >= context.Options.DisableAfter ? "failing"
            : null;
        reason = health.DisabledAt is null ? reason : null; // another message was faster
        if (reason is not null)
        {
            (health.DisabledAt, health.DisabledReason, health.DisabledAfter) = (now, reason, endpoint.Seen);
        }

        return (true, reason);
    }

    private DateTimeOffset? Deliver(WebhookEndpoint endpoint, Delivery delivery, DateTimeOffset now, List<RecordChange> changes)
    {
        delivery.Due = now + context.Options.LogAge;
        delivery.Body = MessageId.SequenceOf(delivery.Id) is null ? delivery.Body : null; // the change feed still has changes
        Finish(endpoint, DeliveryState.Delivered, delivery, changes);
        return null;
    }

    private DateTimeOffset? Retry(
        WebhookEndpoint endpoint, Delivery delivery, in SendResult result, DateTimeOffset now, List<RecordChange> changes)
    {
        if (result.Status != Gone)
        {
            delivery.Tries++;
        }

        if (RetrySchedule.After(delivery.Tries, context.NextRandom()) is not { } delay)
        {
            delivery.Due = now + context.Options.LogAge;
            Finish(endpoint, DeliveryState.Failed, delivery, changes);
            return null;
        }

        delivery.Due = now + delay;
        changes.Add(DeliveryRecords.Put(endpoint.Id, DeliveryState.Pending, delivery));
        return delivery.Due;
    }

    private static void Finish(WebhookEndpoint endpoint, DeliveryState state, Delivery delivery, List<RecordChange> changes)
    {
        changes.Add(DeliveryRecords.Delete(endpoint.Id, DeliveryState.Pending, delivery.Id));
        changes.Add(DeliveryRecords.Put(endpoint.Id, state, delivery));
        endpoint.Pending = Math.Max(0, endpoint.Pending - 1);
    }

    /// <summary>The messages that tell the other endpoints of the tenant. An alert to the endpoint itself would reach nobody.</summary>
    private List<(WebhookEndpoint To, Delivery Message)> Alerts(
        WebhookEndpoint endpoint, string reason, DateTimeOffset now, List<RecordChange> changes)
    {
        var body = MessageWriter.WriteOwn(EventTypes.EndpointDisabled, now, endpoint.Tenant, ("endpoint", endpoint.Id), ("reason", reason));
        var alerts = new List<(WebhookEndpoint To, Delivery Message)>();
        foreach (var other in catalog.All.Where(other => other != endpoint && (other.Tenant is null || other.Tenant == endpoint.Tenant)))
        {
            lock (other.Lock)
            {
                if (!other.IsEnabled || !other.Selects(EventTypes.EndpointDisabled))
                {
                    continue;
                }

                other.Pending++;
            }

            var alert = new Delivery
            {
                Id = MessageId.OfOwn("disabled", now), Type = EventTypes.EndpointDisabled, Created = now, Due = now, Body = body,
            };
            alerts.Add((other, alert));
            changes.Add(DeliveryRecords.Put(other.Id, DeliveryState.Pending, alert));
        }

        return alerts;
    }

    private void Tell(WebhookEndpoint endpoint, string reason, DateTimeOffset now, List<(WebhookEndpoint To, Delivery Message)> alerts)
    {
        lock (endpoint.Lock)
        {
            endpoint.SkipsChanges = !endpoint.IsEnabled; // that is stored now
        }

        context.Metrics.Disable(reason);
        ApiLog.EndpointDisabled(context.Log, endpoint.Id, endpoint.Tenant, reason);
        foreach (var (to, message) in alerts)
        {
            Offer?.Invoke(to, [message]);
        }

        try
        {
            context.Options.EndpointDisabled?.Invoke(new WebhookEndpointDisabled(endpoint.Id, endpoint.Tenant, reason, now));
        }
        catch (Exception error)
        {
            ApiLog.DisabledCallbackFailed(context.Log, error);
        }
    }
}
