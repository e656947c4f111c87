using Campaigns.Orleans.Client;
using Campaigns.Orleans.Hosting;
using Campaigns.Orleans.Quotas;
using Campaigns.Orleans.Shards;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Campaigns.Orleans;

/// <summary>Adds campaigns to the silos and the clients of an Orleans cluster.</summary>
public static class CampaignsSiloBuilderExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>How long a request waits for a shard to get an owner.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefreshTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo waits for the directory's answer, which may have been lost with a connection, before it asks again.
    /// </summary>
    private static readonly TimeSpan SystemTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DeactivationTime = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often members say that they are alive. After three times that, a starting silo no longer waits for a dead member. Members judge
    /// it by their own clocks, so these may differ by less than that.
    /// </summary>
    private static readonly TimeSpan AliveTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs shards of campaigns on this silo. The tenants of the cluster are spread over a fixed number of shards; each shard is an engine
    /// on the PostgreSQL store, which one silo owns at a time. Also sets, unless you change it afterward: the membership of the silos in
    /// the same database, the distributed grain directory, probes every second, and leases of the directory as long as those of the shards.
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
        AddClient(silo.Services);
        UseMembership(silo, options);
        return silo.Services.AddCampaignEngines(configureEngines);
    }

    /// <summary>
    /// Adds <see cref="ICampaignClient"/>, <see cref="ICampaignReports"/>, <see cref="ICampaignOperations"/>, <see cref="ICampaignFeed"/>
    /// and
    /// <see cref="IClusterStatus"/> to a process that runs no shards. Finds the silos in the same database, unless you change it afterward.
    /// Start a silo first: it creates the tables.
    /// </summary>
    /// <param name="client">The client of the Orleans cluster.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="CampaignException">The options have problems. One message lists all of them.</exception>
    public static IClientBuilder AddCampaignsClient(this IClientBuilder client, Action<CampaignsClusterClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new CampaignsClusterClientOptions();
        configure(options);
        options.Check();
        client.Services.AddSingleton(options);
        AddClient(client.Services);
        client.Services.AddSingleton<ILifecycleParticipant<IClusterClientLifecycle>, ClientStartup>();
        return client.UseAdoNetClustering(
            members => (members.Invariant, members.ConnectionString) = (Invariant, ClusterDatabase.MembersOf(options)));
    }

    private static void AddClient(IServiceCollection services)
    {
        // Errors of the database happen in a silo and are told to another one. Without this, only "no codec" would arrive.
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add(nameof(Npgsql)));
        services.AddSingleton<ClusterDatabase>();
        services.AddSingleton<ClusterMap>();
        services.AddSingleton<ClusterTables>();
        services.AddSingleton<ShardInbox>();
        services.AddSingleton<IClusterStatus, ClusterStatus>();
        services.AddClusterHold();
        services.AddSingleton<IShardCalls, GrainShardCalls>();
        services.AddSingleton(provider => new ClusterClient(
            provider.GetRequiredService<IShardCalls>(), provider.GetRequiredService<ShardInbox>(), TimeOf(provider), Patience)
            { Hold = provider.GetRequiredService<ClusterHold>() });
        services.AddSingleton<ICampaignClient>(provider => provider.GetRequiredService<ClusterClient>());
        services.AddSingleton<ICampaignReports>(provider => provider.GetRequiredService<ClusterClient>());
        services.AddSingleton<ICampaignOperations>(provider => provider.GetRequiredService<ClusterClient>());
        services.AddSingleton<ICampaignFeed>(provider => provider.GetRequiredService<ClusterClient>());
    }

    private static void AddShards(IServiceCollection services, CampaignsClusterOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CampaignsClusterClientOptions>(options);
        services.AddSingleton(provider => new ShardInvoker(
            TimeOf(provider), provider.GetRequiredService<ILocalSiloDetails>().Name));
        services.AddSingleton<IShardInvoker, ClientInvoker>();
        services.AddSingleton<IShardListener, ShardReconciler>();
        HostServices.Add(services, options);
        services.AddSingleton<ShardEngines>();
        services.AddSingleton<LocalShards>();
        services.AddSingleton<ClusterMetrics>();
        services.AddSingleton<ShardTelemetry>();
        services.AddSingleton<FitSilos>();
        services.AddSingleton<ShardPlaces>();
        services.AddSingleton<ShardKeeper>();
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
        silo.Configure<SiloMessagingOptions>(messages => messages.SystemResponseTimeout = SystemTime);
        silo.Configure<ClusterMembershipOptions>(members =>
        {
            members.ProbeTimeout = ProbeTimeout;
            members.TableRefreshTimeout = RefreshTime; // how soon a silo that was declared dead learns it
            (members.IAmAliveTablePublishTimeout, members.NumMissedTableIAmAliveLimit) = (AliveTime, 3);
        });
        silo.UseAdoNetClustering(
            members => (members.Invariant, members.ConnectionString) = (Invariant, ClusterDatabase.MembersOf(options)));
    }

    private static TimeProvider TimeOf(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;
}
