using System.Net;
using System.Net.Sockets;
using System.Text;
using Campaigns.Orleans.Shards;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
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

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public IClusterStatus Status => _host.Services.GetRequiredService<IClusterStatus>();

    public ShardInbox Inbox => _host.Services.GetRequiredService<ShardInbox>();

    /// <summary>The shards whose engines run here.</summary>
    public IReadOnlyList<int> Running => [.. Shards.All.Where(shard => shard.Report.State == ShardState.Running).Select(each => each.Shard).Order()];

    private LocalShards Shards => _host.Services.GetRequiredService<LocalShards>();

    public static async Task<TestSilo> StartAsync(
        string name, string database, World world, Action<CampaignsClusterOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IShardInvoker, ReportInvoker>();
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
        });
        var silo = new TestSilo(name, builder.Build());
        await silo._host.StartAsync();
        return silo;
    }

    /// <summary>The engine of a shard that runs here.</summary>
    public CampaignEngine Engine(int shard) => Shards.Find(shard)!.Engine!;

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

/// <summary>Takes reports of attempts that have completed: the arguments are the attempt's id.</summary>
internal sealed class ReportInvoker : IShardInvoker
{
    public const string Completed = "Completed";
    private static readonly byte[] Away = [0];

    public async ValueTask<byte[]> InvokeAsync(
        CampaignEngine engine, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            Assert.True(AttemptId.TryParse(Encoding.UTF8.GetString(arguments), out var attempt));
            await engine.Reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed), cancellationToken);
            return [1];
        }
        catch (CampaignException)
        {
            return Away;
        }
    }

    public bool IsTransient(byte[] answer) => answer is [0];

    public static byte[] Arguments(AttemptId attempt) => Encoding.UTF8.GetBytes(attempt.ToString());
}
