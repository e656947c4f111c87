using Campaigns.Orleans.Shards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Campaigns.Orleans.Quotas;

/// <summary>Registers what divides limits among the shards.</summary>
internal static class QuotaServices
{
    /// <summary>What a process needs that holds everything in all shards: each silo, and each client of the cluster.</summary>
    public static void AddClusterHold(this IServiceCollection services)
    {
        services.AddSingleton<IQuotaStore>(provider => new QuotaStore(
            provider.GetRequiredService<ClusterDatabase>(),
            () => provider.GetRequiredService<ClusterMap>().Current.Count));
        services.AddSingleton(provider => new ClusterHold(
            provider.GetRequiredService<IQuotaStore>(),
            () => provider.GetRequiredService<ClusterMap>().Current.Count,
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }

    /// <summary>What a silo needs.</summary>
    public static void AddShardQuotas(this IServiceCollection services)
    {
        services.AddTransient<QuotaCoordinator>(); // each activation of the grain begins with knowing nothing
        services.AddSingleton<LocalLedger>();
        services.AddSingleton<IShardCompanions, QuotaCompanions>();
    }
}

/// <summary>
/// Asks a coordinator in this process, when the one of the cluster does not answer. It knows only the shards of this process.
/// </summary>
internal sealed class LocalLedger(QuotaCoordinator coordinator) : IQuotaLedger
{
    private readonly ReportBatches _batches = new(coordinator, TimeProvider.System);

    public Task<QuotaGrant> ReportAsync(QuotaReport report, CancellationToken cancellationToken) => _batches.AnswerAsync(report);
}

/// <summary>Gives each engine of a shard its shares of limits.</summary>
internal sealed class QuotaCompanions(IServiceProvider services, LocalLedger local) : IShardCompanions
{
    public IShardCompanion Create(int shard, CampaignsOptions options)
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var log = options.LoggerFactory.CreateLogger(CampaignsTelemetry.LogCategory);
        var grain = new GrainLedger(services.GetRequiredService<IGrainFactory>());
        var quotas = new ShardQuotas(shard, [grain, local], time, log);
        options.Shares = quotas.Shares;
        return new Companion(quotas);
    }

    private sealed class Companion(ShardQuotas quotas) : IShardCompanion
    {
        public Task StartAsync(CampaignEngine engine, CancellationToken cancellationToken)
        {
            quotas.OnHeld = () => engine.Operations.HoldAllAsync(CancellationToken.None);
            quotas.Start();
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => quotas.DisposeAsync();
    }
}
