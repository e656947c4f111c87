using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Campaigns.Samples.Cluster;
using Campaigns.Tests;

namespace Campaigns.Samples.Tests.Cluster;

/// <summary>The sample with two silos in one process.</summary>
internal sealed partial class SiloProcess : IDisposable
{
    private const int FirstDynamicPort = 20_000;
    private const int PortsToTry = 10_000;
    private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-cluster-").FullName;
    private readonly HttpClient _http = new();

    public SiloProcess(string database)
    {
        string[] options =
        [
            "--Demo", "true", "--Shards", "4", "--HttpPort", "0", "--SiloPort", TwoFreePorts().ToString(CultureInfo.InvariantCulture),
            "--Keys", Path.Combine(_folder, "keys"), "--ConnectionStrings:Campaigns", database,
        ];
        Process = new HostProcess(_folder, typeof(ClusterSettings).Assembly.Location, options);
    }

    public HostProcess Process { get; }

    /// <summary>Waits until both silos serve.</summary>
    /// <returns>The addresses.</returns>
    public async Task<IReadOnlyList<string>> ServesAsync()
    {
        await Process.ListensAsync();
        return await Until.FindAsync(
            () => Task.FromResult(Served().Matches(Process.Output).Select(match => match.Groups[1].Value).ToList()),
            found => found.Count == 2);
    }

    public async Task<JsonNode> GetAsync(string url) => (await _http.GetFromJsonAsync<JsonNode>(url))!;

    public Task<string> GetPageAsync(string url) => _http.GetStringAsync(url);

    public void Dispose()
    {
        _http.Dispose();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Orleans tells its port to the other silos before it listens, so the system cannot choose it. It lies below those
    /// that the system chooses.
    /// </summary>
    private static int TwoFreePorts() => Enumerable.Range(0, PortsToTry)
        .Select(_ => FirstDynamicPort + Random.Shared.Next(PortsToTry))
        .First(port => IsFree(port) && IsFree(port + 1));

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"serves (http://\S+)")]
    private static partial Regex Served();
}
