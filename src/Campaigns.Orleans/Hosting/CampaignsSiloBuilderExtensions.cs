using Campaigns.Orleans.Hosting;
using Campaigns.Orleans.Quotas;
using Campaigns.Orleans.Shards;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Campaigns.Orleans;

/// <summary>Adds campaigns to the silos and the clients of an Orleans cluster.</summary>
public static class CampaignsSiloBuilderExtensions
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefreshTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeactivationTime = TimeSpan.FromSeconds(60);

    /// <summary>How often members say that they are alive. After three times that, a starting silo no longer waits for a dead member.</summary>
    private static readonly TimeSpan AliveTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs shards of campaigns on this silo. The tenants of the cluster are spread over a fixed number of shards; each shard is an engine
    /// on the PostgreSQL store, which one silo owns at a time. Also sets, unless you change it afterward: the membership of the silos in the
    /// same database, the distributed grain directory, probes every second, and leases of the directory as long as those of the shards.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="configureEngines">Sets the options of the engines. Runs once for each engine that starts here.</param>
    /// <returns>A builder for the providers, gates and checks, which the engines of this silo share.</returns>
    /// <exception cref="CampaignException">The options have problems. One message lists all of them.</exception>
    public static CampaignsBuilder AddCampaigns(
        this ISiloBuilder silo, Action<CampaignsClusterOptions> configure, Action<CampaignsOptions>? configureEngines = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CampaignsClusterOptions();
        configure(options);
        options.Check();
        AddShards(silo.Services, options);
        UseMembership(silo, options);
        return silo.Services.AddCampaignEngines(configureEngines);
    }

    private static void AddShards(IServiceCollection services, CampaignsClusterOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CampaignsClusterClientOptions>(options);
        services.AddSingleton<ClusterDatabase>();
        services.AddSingleton<ClusterMap>();
        services.AddSingleton<ClusterTables>();
        services.AddSingleton<ShardInbox>();
        services.AddSingleton<ShardEngines>();
        services.AddSingleton<LocalShards>();
        services.AddSingleton<ClusterMetrics>();
        services.AddSingleton<ShardTelemetry>();
        services.AddSingleton<FitSilos>();
        services.AddSingleton<ShardPlaces>();
        services.AddSingleton<ShardKeeper>();
        services.AddSingleton<IClusterStatus, ClusterStatus>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ClusterStartup>();
        services.AddShardQuotas();
        services.AddPlacementDirector<ShardPlacement, ShardPlacementDirector>();
    }

    private static void UseMembership(ISiloBuilder silo, CampaignsClusterOptions options)
    {
#pragma warning disable ORLEANSEXP003 // the default directory restarts healthy shards when a silo is lost
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = options.LeaseTime);
        silo.Configure<GrainCollectionOptions>(grains => grains.DeactivationTimeout = DeactivationTime);
        silo.Configure<ClusterMembershipOptions>(members =>
        {
            members.ProbeTimeout = ProbeTimeout;
            members.TableRefreshTimeout = RefreshTime; // how soon a silo that was declared dead learns it
            (members.IAmAliveTablePublishTimeout, members.NumMissedTableIAmAliveLimit) = (AliveTime, 3);
        });
        silo.UseAdoNetClustering(members =>
        {
            members.Invariant = "Npgsql";
            members.ConnectionString = new NpgsqlConnectionStringBuilder(options.ConnectionString)
            {
                SearchPath = options.Schema, ApplicationName = $"campaigns {options.Schema} members",
            }.ConnectionString;
        });
    }
}
