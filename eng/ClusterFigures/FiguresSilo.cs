using System.Net;
using System.Net.Sockets;
using Campaigns.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Campaigns.ClusterFigures;

/// <summary>A silo in this process, with a tenant for each shard: t0 in shard 0, t1 in shard 1.</summary>
internal sealed class FiguresSilo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly IHost _host;

    private FiguresSilo(string name, IHost host) => (Name, _host) = (name, host);

    public string Name { get; }

    public ICampaignClient Client => _host.Services.GetRequiredService<ICampaignClient>();

    private IClusterStatus Status => _host.Services.GetRequiredService<IClusterStatus>();

    public static string TenantOf(int shard) => $"t{shard}";

    public static async Task<FiguresSilo> StartAsync(string name, string database, int shards, InstantLine line)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("figures", "figures"));
            silo.Configure<SiloOptions>(options => options.SiloName = name);
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), gatewayPort: 0);
            silo.AddCampaigns(cluster =>
            {
                (cluster.ConnectionString, cluster.Shards) = (database, shards);
                for (var shard = 0; shard < shards; shard++)
                {
                    cluster.ShardOfTenant[TenantOf(shard)] = shard;
                }
            }).AddProvider(Channels.Voice, _ => line);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new FiguresSilo(name, host);
    }

    /// <summary>Waits until all shards run, and each of a number of silos has the same number of them.</summary>
    /// <returns>The name of the silo of each shard.</returns>
    public async Task<IReadOnlyList<string>> ShareAsync(int silos)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var shards = await Status.ListShardsAsync(patience.Token);
            var names = shards.Select(shard => shard.SiloName ?? "").ToList();
            var counts = names.CountBy(each => each).Select(each => each.Value).ToList();
            if (shards.All(shard => shard.State == ShardState.Running) && counts.Count == silos && counts.Max() == counts.Min())
            {
                return names;
            }

            await Task.Delay(Pause, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
