using System.Diagnostics;
using System.Reflection;
using Campaigns.AspNetCore.Webhooks;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.InMemory;
using Campaigns.Storage;
using Campaigns.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;

/// <summary>Outbound webhooks on a feed, a store and receivers that outlive their process, in virtual time.</summary>
internal sealed class WebhookHarness : IAsyncDisposable
{
    private readonly Action<WebhookOptions>? _configure;
    private ServiceProvider? _services;

    public WebhookHarness(Action<WebhookOptions>? configure = null) => _configure = configure;

    public VirtualTimeProvider Time { get; init; } = new();

    public FeedLog Log { get; init; } = new();

    /// <summary>The feed of a cluster; null, the default, for the feed of <see cref="Log"/>.</summary>
    public ShardedFeed? Cluster { get; init; }

    public IRecordStore Records { get; init; } = new MemoryRecordStore();

    public FakeReceivers Receivers { get; init; } = new();

    /// <summary>Says that other hosts use the records too; null, the default, for a host that is alone.</summary>
    public SharedRecords? Shared { get; init; }

    public Faults Faults { get; private set; } = new();

    public List<WebhookEndpointDisabled> Disabled { get; } = [];

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    public OutboundWebhooks Webhooks => Get<OutboundWebhooks>();

    public static async Task<WebhookHarness> StartAsync(Action<WebhookOptions>? configure = null)
    {
        var harness = new WebhookHarness(configure);
        await harness.BeginAsync(new Faults());
        return harness;
    }

    /// <summary>Starts a process.</summary>
    public async Task BeginAsync(Faults faults)
    {
        Faults = faults;
        var options = new WebhookOptions { AllowPlainSecrets = true, Random = new Random(1), EndpointDisabled = Disabled.Add };
        _configure?.Invoke(options);
        var services = new ServiceCollection();
        services.AddSingleton(new CampaignsOptions { TimeProvider = Time });
        services.AddSingleton<IRecordStore>(new FaultyRecordStore(Records, faults));
        if (Shared is { } shared)
        {
            services.AddSingleton(shared);
        }

        services.AddSingleton((ICampaignFeed?)Cluster ?? new FakeFeed(Log, faults));
        services.AddSingleton(DispatchProxy.Create<ICampaignClient, NoClient>());
        OutboundWebhookServices.Add(services, options);
        services.AddSingleton<IWebhookTransport>(new FakeTransport(Receivers, faults, Time));
        _services = services.BuildServiceProvider();
        await Get<IHostedService>().StartAsync(default);
    }

    /// <summary>Ends the process as a power cut does: nothing that it does from now on has an effect.</summary>
    public async Task CrashAsync()
    {
        Faults.Kill();
        await EndAsync(new CancellationToken(canceled: true));
    }

    /// <summary>Stops the process as a host does.</summary>
    public Task StopAsync() => EndAsync(default);

    public async Task<(WebhookEndpoint Endpoint, string Secret)> AddEndpointAsync(
        string host, string? tenant = "acme", IReadOnlyList<string>? events = null, IReadOnlyList<long>? campaigns = null) =>
        await Webhooks.CreateAsync(tenant, (secret, now) => new EndpointSettings
        {
            Url = $"https://{host}/hooks", Secret = secret, CreatedAt = now, Events = events, Campaigns = campaigns,
            Format = WebhookFormat.Thin,
        }, default);

    /// <summary>The endpoint as this process knows it.</summary>
    public async Task<WebhookEndpoint> FindAsync(string id) => (await Webhooks.CatalogAsync(default)).Find(id)!;

    public long Change(ChangeKinds kind = ChangeKinds.AttemptEnded, string tenant = "acme", long campaign = 1) => Log.Add(
        sequence => new CampaignChange(
            sequence, Time.GetUtcNow(), kind) { Tenant = tenant, Campaign = new CampaignId(campaign), Try = 1, MaxTries = 3 });

    public void Changes(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Change();
        }
    }

    public Task<IReadOnlyList<HostRecord>> ListAsync(string endpoint, DeliveryState state, int limit = 1_000) =>
        Records.ListAsync(new RecordQuery(DeliveryRecords.Kind(endpoint, state)) { Limit = limit }, default).AsTask();

    public async Task WaitUntilListedAsync(string endpoint, DeliveryState state, int count) =>
        await Until.HoldsAsync(async () => (await ListAsync(endpoint, state)).Count == count);

    /// <summary>
    /// Moves the clock in steps until something is true. Gives up after both a duration of the clock and the patience of the test, because
    /// a busy machine moves the clock faster than the other threads can follow.
    /// </summary>
    public async Task AdvanceUntilAsync(Func<Task<bool>> isTrue, TimeSpan duration, TimeSpan step, Func<string>? describe = null)
    {
        var started = Stopwatch.GetTimestamp();
        for (var moved = TimeSpan.Zero; !await isTrue(); moved += step)
        {
            Assert.True(
                moved < duration || Stopwatch.GetElapsedTime(started) < Until.Patience,
                $"It was not true after {moved}. {describe?.Invoke()}");
            Time.Advance(step);
            await Task.Delay(2); // lets the other threads use what became due; too short a wait only means more steps
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await CrashAsync();
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        await Get<IHostedService>().StopAsync(cancellationToken).WaitAsync(Until.Patience);
        await _services!.DisposeAsync();
        _services = null;
    }

    /// <summary>Thin messages need no client.</summary>
    public class NoClient : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
