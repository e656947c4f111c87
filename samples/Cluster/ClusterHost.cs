using System.Net;
using Campaigns.AspNetCore;
using Campaigns.Dashboard;
using Campaigns.Orleans;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Orleans.Configuration;

namespace Campaigns.Samples.Cluster;

/// <summary>Builds the host of a silo: shards, API, dashboard, health.</summary>
internal static class ClusterHost
{
    public static WebApplication Build(ClusterSettings settings, int number)
    {
        var builder = WebApplication.CreateBuilder();
        var address = settings.Address.Equals(IPAddress.Loopback) ? "127.0.0.1" : "*";
        builder.WebHost.UseUrls($"http://{address}:{settings.HttpPortOf(number)}");
        builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Microsoft.Orleans", LogLevel.Warning);
        builder.UseOrleans(silo => AddShards(silo, settings, number));
        builder.Services.AddDataProtection().SetApplicationName("campaigns").PersistKeysToFileSystem(new DirectoryInfo(settings.Keys));
        builder.Services.AddHealthChecks().AddCampaignsCluster();

        // Longer than the engines need to stop, and shorter than the grace period of the orchestrator.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));
        var app = builder.Build();
        app.MapCampaignsApi();
        app.MapCampaignsWebhooks();
        app.MapCampaignsDashboard();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }); // the process answers
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready") });
        app.MapGet("/", () => Results.Redirect("/campaigns")).ExcludeFromDescription();
        return app;
    }

    private static void AddShards(ISiloBuilder silo, ClusterSettings settings, int number)
    {
        var isLocal = settings.Address.Equals(IPAddress.Loopback);
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.ClusterId, "campaigns"));
        silo.Configure<SiloOptions>(options => options.SiloName = settings.NameOf(number));
        silo.ConfigureEndpoints(settings.Address, settings.SiloPort + number, gatewayPort: 0, listenOnAnyHostAddress: !isLocal);
        silo.AddCampaigns(cluster => (cluster.ConnectionString, cluster.Shards) = (settings.Database, settings.Shards))
            .AddProvider<SimulatedDialer>(Channels.Voice, provider =>
            {
                provider.Name = "dialer";
                provider.MaxConcurrent = 40; // over all shards
            })
            .AddCampaignsApi(api => api.BootstrapKey = settings.BootstrapKey)
            .AddCampaignsDashboard();
    }
}
