using System.Security.Cryptography;
using Campaigns.Storage;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>What users do with endpoints.</summary>
internal sealed class OutboundWebhooks(WebhookContext context, EndpointCatalog catalog, FeedPump pump, SenderPool senders) : IDisposable
{
    private static readonly TimeSpan LongestSend = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The endpoints, to look at them. They are loaded.</summary>
    public async ValueTask<EndpointCatalog> CatalogAsync(CancellationToken cancellationToken)
    {
        var read = context.Turn.IsMine ? catalog : new EndpointCatalog(context, catalog.Secrets); // another host changes them
        await read.LoadAsync(cancellationToken);
        return read;
    }

    /// <summary>
    /// The endpoints, to change them or to send them something. If another host runs the webhooks, it hands them over first.
    /// </summary>
    /// <exception cref="CampaignException">The other host did not, or nobody reads the change feed yet.</exception>
    public async ValueTask<EndpointCatalog> OwnCatalogAsync(CancellationToken cancellationToken)
    {
        await context.Turn.NeedAsync(cancellationToken);
        await catalog.LoadAsync(cancellationToken);
        if (context.Turn.IsShared)
        {
            using var patience = new CancellationTokenSource(Patience, context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            try
            {
                await pump.BegunAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CampaignException(CampaignError.Stopped, "The webhooks cannot read the change feed yet. Try again.");
            }
        }

        return catalog;
    }

    public WebhookOptions Options => context.Options;

    public DateTimeOffset Now => context.Now;

    /// <summary>Adds an endpoint. It gets the changes that happen after this completes, and perhaps some before.</summary>
    /// <returns>The endpoint and its secret, which is not shown again.</returns>
    /// <exception cref="CampaignException">There are too many endpoints, or secrets cannot be stored.</exception>
    public async Task<(WebhookEndpoint Endpoint, string Secret)> CreateAsync(
        string? tenant, Func<string, DateTimeOffset, EndpointSettings> make, CancellationToken cancellationToken)
    {
        CheckSecrets();
        var secret = WebhookSignature.NewKey();
        var settings = make(catalog.Secrets.Protect(secret), context.Now);
        var id = "whe_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));
        WebhookEndpoint? created = null;
        await OwnCatalogAsync(cancellationToken);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            CheckCount(tenant);
            await pump.SubscribeAsync((tenant, WebhookEndpoint.KindsOf(settings)), AddAsync, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        return (created!, secret);

        async Task<bool> AddAsync()
        {
            await context.Store.WriteAsync([WebhookEndpoint.SettingsRecord(id, tenant, settings, 0)], CancellationToken.None);
            created = catalog.Add(id, tenant, settings);
            return true;
        }
    }

    /// <summary>Changes settings.</summary>
    /// <returns>False if the settings had another revision.</returns>
    public Task<bool> ChangeAsync(
        WebhookEndpoint endpoint, EndpointSettings settings, long expectedRevision, CancellationToken cancellationToken) =>
        pump.SubscribeAsync(
            (endpoint.Tenant, WebhookEndpoint.KindsOf(settings)),
            () => catalog.ChangeAsync(endpoint, settings, expectedRevision, CancellationToken.None), cancellationToken);

    /// <summary>Replaces the secret. Both sign for a while, so that the receiver can change in between.</summary>
    /// <returns>The new secret, which is not shown again; null if somebody else changed the endpoint since it was seen.</returns>
    public async Task<string?> RotateAsync(
        WebhookEndpoint endpoint, TimeSpan overlap, CancellationToken cancellationToken, long? seenRevision = null)
    {
        CheckSecrets();
        var secret = WebhookSignature.NewKey();
        var (before, revision) = Read(endpoint);
        var settings = before with
        {
            Secret = catalog.Secrets.Protect(secret),
            FormerSecret = overlap > TimeSpan.Zero && CanSign(endpoint) ? before.Secret : null,
            FormerUntil = overlap > TimeSpan.Zero && CanSign(endpoint) ? context.Now + overlap : null,
        };
        return await ChangeAsync(endpoint, settings, seenRevision ?? revision, cancellationToken) ? secret : null;
    }

    /// <summary>
    /// Deletes an endpoint with all its messages. Nothing is sent to it any more when this completes, except what is under way.
    /// </summary>
    public async Task DeleteAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        RecordChange[] changes =
        [
            new(new HostRecord(WebhookEndpoint.SettingsKind, endpoint.Id, null, null, ""), IsDeletion: true),
            new(new HostRecord(Retention.DeletedKind, endpoint.Id, null, context.Now + LongestSend, "{}")),
        ];
        await context.Records.WriteAsync(changes);
        catalog.Remove(endpoint);
        await pump.SubscribeAsync(cancellationToken);
    }

    /// <summary>Enables an endpoint, or disables it for a user.</summary>
    public async Task SetEnabledAsync(WebhookEndpoint endpoint, bool isEnabled, CancellationToken cancellationToken)
    {
        lock (endpoint.Lock)
        {
            if (endpoint.IsEnabled == isEnabled)
            {
                return;
            }

            var health = endpoint.Health;
            (health.DisabledAt, health.DisabledReason) = (isEnabled ? null : context.Now, isEnabled ? null : "by_request");
            if (isEnabled)
            {
                endpoint.SkipsChanges = false;
                (health.Failures, health.FailingSince) = (0, null);
                endpoint.Pace.Reset();
            }
            else
            {
                health.DisabledAfter = Math.Max(endpoint.Seen, pump.Position);
            }
        }

        await context.WriteAsync([], cancellationToken, endpoint);
        lock (endpoint.Lock)
        {
            endpoint.SkipsChanges = !endpoint.IsEnabled;
        }

        senders.Refresh();
        pump.Wake();
    }

    /// <summary>Sends a message that tells nothing.</summary>
    /// <returns>The id of the message.</returns>
    public async Task<string> TestAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        CheckEnabled(endpoint);
        var now = context.Now;
        var delivery = new Delivery
        {
            Id = MessageId.OfOwn("test", now), Type = EventTypes.Test, Created = now, Due = now,
            Body = MessageWriter.WriteOwn(EventTypes.Test, now, endpoint.Tenant, ("endpoint", endpoint.Id)),
        };
        await StoreAsync(endpoint, delivery, [], cancellationToken);
        return delivery.Id;
    }

    /// <summary>Stores a message and gives it to its sender.</summary>
    public async Task StoreAsync(WebhookEndpoint endpoint, Delivery delivery, List<RecordChange> also, CancellationToken cancellationToken)
    {
        also.Add(DeliveryRecords.Put(endpoint.Id, DeliveryState.Pending, delivery));
        await context.Records.WriteAsync(also).WaitAsync(cancellationToken);
        lock (endpoint.Lock)
        {
            endpoint.Pending++;
        }

        senders.Offer(endpoint, [delivery]);
    }

    /// <summary>The settings with their revision.</summary>
    public static (EndpointSettings Settings, long Revision) Read(WebhookEndpoint endpoint)
    {
        lock (endpoint.Lock)
        {
            return (endpoint.Settings, endpoint.Revision);
        }
    }

    /// <summary>Refuses what only makes sense for an endpoint that gets messages.</summary>
    public static void CheckEnabled(WebhookEndpoint endpoint)
    {
        lock (endpoint.Lock)
        {
            if (!endpoint.IsEnabled)
            {
                throw new CampaignException(CampaignError.IllegalTransition, $"The endpoint {endpoint.Id} is disabled. Enable it first.");
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool CanSign(WebhookEndpoint endpoint)
    {
        lock (endpoint.Lock)
        {
            return endpoint.SignatureAt(context.Now) is not null;
        }
    }

    private void CheckSecrets()
    {
        if (!catalog.Secrets.CanStore)
        {
            throw new CampaignException(
                CampaignError.Invalid,
                "The host cannot encrypt the secret: it has no Data Protection. Add it (AddDataProtection), or set AllowPlainSecrets.");
        }
    }

    private void CheckCount(string? tenant)
    {
        var most = context.Options.MaxEndpointsPerTenant;
        if (catalog.All.Count(endpoint => endpoint.Tenant == tenant) >= most)
        {
            throw new CampaignException(
                CampaignError.Conflict, $"There are {most} endpoints already. Delete one that is no longer needed.");
        }
    }
}
