using System.Diagnostics.Metrics;
using Campaigns.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Runs the outbound webhooks with their host.</summary>
internal sealed class WebhookService(FeedPump pump, Retention retention, SenderPool senders, EndpointCatalog catalog)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        catalog.Changed = Look;
        _running = RunAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await senders.StopAsync(cancellationToken);
        await _running.WaitAsync(cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync()
    {
        await Task.Yield(); // a store may block while it opens
        await Task.WhenAll(pump.RunAsync(_stopping.Token), retention.RunAsync(_stopping.Token));
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
            options, provider.GetRequiredService<IRecordStore>(), TimeOf(provider),
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
