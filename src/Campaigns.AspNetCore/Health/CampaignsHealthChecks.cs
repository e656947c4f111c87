using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Campaigns.AspNetCore.Health;

/// <summary>Adds health checks of the engine to a host.</summary>
public static class CampaignsHealthChecks
{
    /// <summary>The tag of the check that says whether the process is alive; restart it if not.</summary>
    public const string Live = "live";

    /// <summary>The tag of the check that says whether requests can be served now; send none if not.</summary>
    public const string Ready = "ready";

    /// <summary>
    /// Adds two checks. <c>campaigns-engine</c>, with the tag <see cref="Live"/>, fails once the engine has stopped because of a fault.
    /// <c>campaigns-store</c>, with the tag <see cref="Ready"/>, fails while the engine starts or stops, and while the engine or its store
    /// does not answer within <paramref name="timeout"/>, and while the engine sends nothing because its lease of the store has ended.
    /// </summary>
    /// <param name="builder">The result of <c>AddHealthChecks</c>.</param>
    /// <param name="timeout">How long the engine and the store may take; 2 seconds by default.</param>
    public static IHealthChecksBuilder AddCampaigns(this IHealthChecksBuilder builder, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(new HealthCheckRegistration(
            "campaigns-engine",
            services => new EngineCheck(services.GetRequiredService<CampaignEngine>()), HealthStatus.Unhealthy, [Live]));
        builder.Add(new HealthCheckRegistration(
            "campaigns-store",
            services => new StoreCheck(services.GetRequiredService<CampaignEngine>()), HealthStatus.Unhealthy, [Ready],
            timeout ?? TimeSpan.FromSeconds(2)));
        return builder;
    }

    private sealed class EngineCheck(CampaignEngine engine) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            Task.FromResult(
                engine.Completion.IsFaulted ? HealthCheckResult.Unhealthy("The engine has stopped because of a fault; the log names it.")
                : engine.Completion.IsCompleted ? HealthCheckResult.Unhealthy("The engine has stopped.")
                : HealthCheckResult.Healthy());
    }

    private sealed class StoreCheck(CampaignEngine engine) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await engine.Operations.GetStoreInfoAsync(cancellationToken);
                await engine.Operations.GetStrategyAsync(cancellationToken); // through the engine's loop
                return engine.LeaseLeft <= TimeSpan.Zero
                    ? HealthCheckResult.Unhealthy("The engine sends nothing: its lease of the store has ended.")
                    : HealthCheckResult.Healthy();
            }
            catch (CampaignException error)
            {
                return HealthCheckResult.Unhealthy($"The engine does not serve requests: {error.Error}.");
            }
            catch (OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy("The engine or its store does not answer in time.");
            }
        }
    }
}
