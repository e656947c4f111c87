using System.Diagnostics.Metrics;
using Campaigns.AspNetCore.Records;
using Campaigns.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Runs the outbound webhooks with their host, in its turn.</summary>
internal sealed class WebhookService(
    WebhookContext context, FeedPump pump, Retention retention, SenderPool senders, EndpointCatalog catalog) : IHostedService, IDisposable
{
    /// <summary>How long sends may go on when another host needs the turn.</summary>
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stopping = new();
    private CancellationToken _abort;
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        catalog.Changed = Look;
        context.Turn.Taken = Begin;
        context.Turn.Renew = () => context.Records.WriteAsync([]);
        _running = RunAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _abort = cancellationToken;
        await _stopping.CancelAsync();
        await senders.StopAsync(cancellationToken);
        await _running.WaitAsync(cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        await Task.Yield(); // a store may block while it opens
        await context.Turn.RunAsync(RunAsync, _stopping.Token);
    }

    private async Task RunAsync(CancellationToken ending)
    {
        await Task.WhenAll(pump.RunAsync(ending), retention.RunAsync(ending));
        using var patience = new CancellationTokenSource(HandOverTime, context.Time);
        await senders.StopAsync(_stopping.IsCancellationRequested ? _abort : patience.Token);
    }

    /// <summary>Forgets what another host may have changed.</summary>
    private void Begin()
    {
        catalog.Forget();
        pump.Forget();
        senders.Restart();
    }

    private void Look()
    {
        senders.Refresh();
        pump.Wake();
    }
}

/// <summary>Adds the services of outbound webhooks.</summary>
internal static class OutboundWebhookServices
{
    public static void Add(IServiceCollection services, WebhookOptions options)
    {
        options.Check();
        services.AddSingleton(options);
        services.AddSingleton(provider => new WebhookContext(
            options, TurnOf(provider), TimeOf(provider),
            provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, provider.GetService<IMeterFactory>()));
        services.AddSingleton(provider => new SecretProtector(provider.GetService<IDataProtectionProvider>(), options.AllowPlainSecrets));
        services.AddSingleton<IWebhookTransport>(provider => new HttpTransport(options, TimeOf(provider)));
        services.AddSingleton<EndpointCatalog>();
        services.AddSingleton<DeliveryRecorder>();
        services.AddSingleton(provider => Connect(ActivatorOf(provider), provider.GetRequiredService<DeliveryRecorder>()));
        services.AddSingleton<AddressBook>();
        services.AddSingleton<MessageQueue>();
        services.AddSingleton<RangeFiller>();
        services.AddSingleton<FeedPump>();
        services.AddSingleton<Retention>();
        services.AddSingleton<OutboundWebhooks>();
        services.AddSingleton<Replays>();
        services.AddSingleton<MessageErasure>();
        services.AddSingleton(provider => new DeliveryLog(provider.GetRequiredService<IRecordStore>()));
        services.AddHostedService<WebhookService>();
    }

    private static RecordTurn TurnOf(IServiceProvider provider) => new(
        provider.GetRequiredService<IRecordStore>(), "webhooks", provider.GetService<SharedRecords>(), TimeOf(provider));

    private static SenderPool ActivatorOf(IServiceProvider provider) => new(
        provider.GetRequiredService<EndpointCatalog>(), provider.GetRequiredService<WebhookContext>(),
        provider.GetRequiredService<IWebhookTransport>(), provider.GetRequiredService<DeliveryRecorder>());

    private static SenderPool Connect(SenderPool senders, DeliveryRecorder recorder)
    {
        recorder.Offer = senders.Offer;
        return senders;
    }

    /// <summary>The engine's clock, so that a test that moves it moves the webhooks too.</summary>
    private static TimeProvider TimeOf(IServiceProvider provider) =>
        provider.GetRequiredService<CampaignsOptions>().TimeProvider ?? TimeProvider.System;
}
