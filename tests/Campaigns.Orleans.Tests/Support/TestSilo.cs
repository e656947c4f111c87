using System.Net;
using System.Net.Sockets;
using Campaigns.Orleans.Shards;
using Campaigns.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Campaigns.Orleans.Tests.Support;

/// <summary>A silo on the loopback interface.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _isStopped;

    private TestSilo(string name, IHost host) => (Name, _host) = (name, host);

    public string Name { get; }

    /// <summary>The address, as shards report it.</summary>
    public string Address => _host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString();

    public ICampaignClient Client => _host.Services.GetRequiredService<ICampaignClient>();

    public ICampaignReports Reports => _host.Services.GetRequiredService<ICampaignReports>();

    public ICampaignOperations Operations => _host.Services.GetRequiredService<ICampaignOperations>();

    /// <summary>What the silo knows of a shard's commits.</summary>
    public ShardMemory MemoryOf(int shard) => _host.Services.GetRequiredService<ShardEngines>().MemoryOf(shard);

    public IClusterStatus Status => _host.Services.GetRequiredService<IClusterStatus>();

    /// <summary>The shards whose engines run here.</summary>
    public IReadOnlyList<int> Running =>
        [.. Shards.All.Where(shard => shard.Report.State == ShardState.Running).Select(shard => shard.Shard).Order()];

    private LocalShards Shards => _host.Services.GetRequiredService<LocalShards>();

    public static async Task<TestSilo> StartAsync(
        string name, string database, World world, Action<CampaignsClusterOptions>? configure = null, Action<ISiloBuilder>? build = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("test", "test"));
            silo.Configure<SiloOptions>(options => options.SiloName = name);
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), 0);
            silo.AddCampaigns(options =>
            {
                (options.ConnectionString, options.Shards, options.LeaseTime) = (database, 4, TimeSpan.FromSeconds(2));
                options.KeepInterval = TimeSpan.FromMilliseconds(100);
                configure?.Invoke(options);
            }).AddProvider(Channels.Voice, _ => world.Of(name));
            build?.Invoke(silo);
        });
        var silo = new TestSilo(name, builder.Build());
        await silo._host.StartAsync();
        return silo;
    }

    public async Task StopAsync()
    {
        if (!_isStopped)
        {
            _isStopped = true;
            await _host.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
