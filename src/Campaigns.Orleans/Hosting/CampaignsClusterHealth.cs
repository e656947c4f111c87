using Campaigns.Orleans.Shards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Campaigns.Orleans;

/// <summary>Adds health checks of a silo's shards to a host.</summary>
public static class CampaignsClusterHealth
{
    /// <summary>
    /// Adds the check <c>campaigns-cluster</c>, with the tag <c>ready</c>. It is unhealthy while the silo does not reach the database or
    /// stops, and degraded while one of the shards on this silo does not run. Do not restart a silo because of it: its shards move to
    /// others by themselves.
    /// </summary>
    /// <param name="builder">The result of <c>AddHealthChecks</c>.</param>
    public static IHealthChecksBuilder AddCampaignsCluster(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            "campaigns-cluster",
            services => new ShardCheck(services.GetRequiredService<LocalShards>(), services.GetRequiredService<ShardKeeper>()),
            HealthStatus.Unhealthy, ["ready"]));
    }

    private sealed class ShardCheck(LocalShards shards, ShardKeeper keeper) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            if (!keeper.IsWorking)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy("The silo does not reach the database, or starts or stops."));
            }

            var away = shards.All.Where(shard => shard.Report.State != ShardState.Running).Select(shard => shard.Shard).Order().ToList();
            return Task.FromResult(away.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"Shards that do not run yet, or leave: {string.Join(", ", away)}."));
        }
    }
}
