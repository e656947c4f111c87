using Microsoft.Extensions.Hosting;

namespace Campaigns.Hosting;

/// <summary>Starts and stops the engine with its host. A fault of the engine is a fault of this service to the host.</summary>
internal sealed class CampaignsHostedService(CampaignEngine engine) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await engine.StartAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await engine.StopAsync(cancellationToken);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => engine.Completion;
}
