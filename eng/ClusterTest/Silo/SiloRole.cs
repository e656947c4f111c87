using System.Net;
using System.Net.Sockets;
using Campaigns.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Campaigns.ClusterTest.Silo;

/// <summary>A process with a silo. It ends with its parent, in order when it gets SIGTERM, and at once when Orleans says so.</summary>
internal static class SiloRole
{
    private static readonly TimeSpan DispatchTimeout = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(SiloArguments arguments)
    {
        EndWithParent();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, arguments.World);
        using var link = new Link(client);
        var provider = new LinkProvider(link);
        using var host = Build(arguments, provider);
        await host.StartAsync();
        link.Send($"hello {arguments.Index} {Environment.ProcessId}");
        _ = new Requests(link, host.Services).ServeAsync(provider);
        await host.WaitForShutdownAsync();
        return 0;
    }

    private static IHost Build(SiloArguments arguments, LinkProvider provider)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(new ErrorLog(arguments.Index)).SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter(CampaignsTelemetry.LogCategory, LogLevel.Information);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("cluster-test", "cluster-test"));
            silo.Configure<EndpointOptions>(endpoint =>
            {
                (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (IPAddress.Loopback, arguments.Advertised, 0);
                endpoint.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, arguments.Port);
            });
            var campaigns = silo.AddCampaigns(cluster =>
            {
                (cluster.ConnectionString, cluster.Shards) = (arguments.Database, TestTenants.Shards);
                cluster.ConfigureEngine = (_, engine) => engine.TimeProvider = new SkewedTime(arguments.Skew);
            });
            campaigns.AddProvider(Channels.Voice, _ => provider, dialer =>
            {
                (dialer.Name, dialer.DispatchTimeout) = (TestTenants.Dialer, DispatchTimeout);
                dialer.MaxConcurrent = TestTenants.MostLive;
            });
            campaigns.AddProvider(Channels.Sms, _ => provider, texter =>
            {
                (texter.Name, texter.DispatchTimeout) = (TestTenants.Texter, DispatchTimeout);
                texter.Rate = new RateLimit(TestTenants.MostPerSecond, TimeSpan.FromSeconds(1), TestTenants.Burst);
            });
        });
        return builder.Build();
    }

    private static void EndWithParent()
    {
        new Thread(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(3);
        })
        { IsBackground = true }.Start();
    }

    /// <summary>Writes the log to the error output, which the test keeps.</summary>
    private sealed class ErrorLog(int index) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Console.Error.WriteLine(
                $"{DateTime.UtcNow:HH:mm:ss.fff} silo {index} {logLevel} {formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
