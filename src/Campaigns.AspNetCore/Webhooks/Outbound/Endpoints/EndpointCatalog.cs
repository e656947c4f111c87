using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>All endpoints, in memory and in the store. Thread-safe.</summary>
internal sealed class EndpointCatalog(WebhookContext context, SecretProtector secrets) : IDisposable
{
    private const int Page = 1_000;
    private readonly SemaphoreSlim _turn = new(1);
    private ImmutableSortedDictionary<string, WebhookEndpoint>? _endpoints;

    /// <summary>Changes with each change of the set of endpoints or of what they select.</summary>
    public int Version { get; private set; }

    /// <summary>Called after <see cref="Version"/> has changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>All endpoints by id. Empty until they are loaded.</summary>
    public IEnumerable<WebhookEndpoint> All => _endpoints?.Values ?? [];

    public SecretProtector Secrets => secrets;

    /// <summary>Held while ranges and the messages that come from them are changed and stored.</summary>
    public SemaphoreSlim RangesTurn { get; } = new(1);

    /// <summary>Reads the endpoints, once.</summary>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        if (_endpoints is not null)
        {
            return;
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_endpoints is not null)
            {
                return;
            }

            _endpoints = await ReadAllAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        Touch();
    }

    /// <summary>Forgets the endpoints, because another host may have changed them. They are read again when somebody needs them.</summary>
    public void Forget() => _endpoints = null;

    public WebhookEndpoint? Find(string id) => _endpoints?.GetValueOrDefault(id);

    /// <summary>Adds an endpoint that is stored.</summary>
    public WebhookEndpoint Add(string id, string? tenant, EndpointSettings settings)
    {
        var endpoint = Make(id, tenant, settings, 1, new EndpointHealth());
        ImmutableInterlocked.Update(ref _endpoints, (all, added) => all?.Add(added.Id, added), endpoint);
        Touch();
        return endpoint;
    }

    /// <summary>Stores settings, and takes them.</summary>
    /// <returns>False if the settings had another revision.</returns>
    public async Task<bool> ChangeAsync(
        WebhookEndpoint endpoint, EndpointSettings settings, long expectedRevision, CancellationToken cancellationToken)
    {
        if (!await context.Store.WriteAsync(
            [WebhookEndpoint.SettingsRecord(endpoint.Id, endpoint.Tenant, settings, expectedRevision)], cancellationToken))
        {
            return false;
        }

        lock (endpoint.Lock)
        {
            Take(endpoint, settings, expectedRevision + 1);
            endpoint.Pace.Reset();
        }

        Touch();
        return true;
    }

    /// <summary>Removes an endpoint from memory.</summary>
    public void Remove(WebhookEndpoint endpoint)
    {
        lock (endpoint.Lock)
        {
            endpoint.IsDeleted = true;
        }

        ImmutableInterlocked.Update(ref _endpoints, (all, id) => all?.Remove(id), endpoint.Id);
        Touch();
    }

    /// <summary>Which changes the endpoints select together; null if there are no endpoints.</summary>
    /// <param name="added">A further endpoint's tenant and kinds; null for none.</param>
    public ChangeFilter? Filter((string? Tenant, ChangeKinds Kinds)? added = null)
    {
        var selected = All.Select(endpoint => (endpoint.Tenant, endpoint.Kinds)).ToList();
        if (added is { } further)
        {
            selected.Add(further);
        }

        var kinds = selected.Aggregate(ChangeKinds.None, (all, one) => all | one.Kinds);
        var tenants = selected.Select(one => one.Tenant).Distinct().Take(2).ToList();
        return kinds == ChangeKinds.None ? null : (tenants is [{ } only] ? ChangeFilter.OfTenant(only) : ChangeFilter.All).Only(kinds);
    }

    public void Dispose()
    {
        _turn.Dispose();
        RangesTurn.Dispose();
    }

    private void Touch()
    {
        Version++;
        Changed?.Invoke();
    }

    private async Task<ImmutableSortedDictionary<string, WebhookEndpoint>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var healths = new Dictionary<string, EndpointHealth>();
        await foreach (var record in ReadAsync(WebhookEndpoint.HealthKind, cancellationToken))
        {
            healths[record.Id] = JsonSerializer.Deserialize(record.Json, WebhookRecordJson.Default.EndpointHealth)!;
        }

        var ranges = new Dictionary<string, List<ReplayRange>>();
        await foreach (var record in ReadAsync(WebhookEndpoint.RangesKind, cancellationToken))
        {
            ranges[record.Id] = JsonSerializer.Deserialize(record.Json, WebhookRecordJson.Default.ListReplayRange)!;
        }

        var endpoints = ImmutableSortedDictionary.CreateBuilder<string, WebhookEndpoint>(StringComparer.Ordinal);
        await foreach (var record in ReadAsync(WebhookEndpoint.SettingsKind, cancellationToken))
        {
            var settings = JsonSerializer.Deserialize(record.Json, WebhookRecordJson.Default.EndpointSettings)!;
            var endpoint = Make(
                record.Id, record.Tenant, settings, record.Revision, healths.GetValueOrDefault(record.Id) ?? new EndpointHealth());
            endpoint.Ranges = ranges.GetValueOrDefault(record.Id) ?? [];
            endpoint.SkipsChanges = !endpoint.IsEnabled;
            endpoint.Pending = await CountAsync(DeliveryRecords.Kind(record.Id, DeliveryState.Pending), cancellationToken);
            endpoints.Add(endpoint.Id, endpoint);
        }

        return endpoints.ToImmutable();
    }

    private async Task<int> CountAsync(string kind, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in ReadAsync(kind, cancellationToken))
        {
            count++;
        }

        return count;
    }

    private async IAsyncEnumerable<HostRecord> ReadAsync(
        string kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        IReadOnlyList<HostRecord> page;
        do
        {
            page = await context.Store.ListAsync(new RecordQuery(kind) { After = after, Limit = Page }, cancellationToken);
            foreach (var record in page)
            {
                yield return record;
            }

            after = page.Count == 0 ? null : page[^1].Id;
        }
        while (page.Count == Page);
    }

    private WebhookEndpoint Make(string id, string? tenant, EndpointSettings settings, long revision, EndpointHealth health)
    {
        var endpoint = new WebhookEndpoint(id, tenant, health, secrets, context.Options.MaxConcurrentPerEndpoint);
        Take(endpoint, settings, revision);
        return endpoint;
    }

    private void Take(WebhookEndpoint endpoint, EndpointSettings settings, long revision)
    {
        try
        {
            endpoint.Take(settings, revision);
        }
        catch (Exception error) when (error is CryptographicException or FormatException or ArgumentException)
        {
            ApiLog.SecretUnreadable(context.Log, endpoint.Id, error); // its messages wait until the secret is rotated
        }
    }
}
