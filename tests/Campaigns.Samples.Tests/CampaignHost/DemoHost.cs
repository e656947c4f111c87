using System.Net;
using System.Text;
using Campaigns.Samples.CampaignHost;
using Campaigns.Tests;

namespace Campaigns.Samples.Tests.CampaignHost;

/// <summary>The sample with --demo, in processes of their own that follow one another in the same folder.</summary>
internal sealed class DemoHost : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly string _folder = Directory.CreateTempSubdirectory("campaigns-demo-").FullName;
    private readonly string[] _options;
    private HostProcess? _process;
    private HttpClient? _http;

    public DemoHost(params IEnumerable<string> options) =>
        _options = ["--demo", "--db", Database, "--calls", Path.Combine(_folder, "calls.txt"), .. options];

    public string Database => Path.Combine(_folder, "demo.db");

    public HostProcess Process => _process!;

    /// <summary>The ids of the attempts that the providers saw.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            using var file = new StreamReader(
                new FileStream(Path.Combine(_folder, "calls.txt"), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite));
            return [.. file.ReadToEnd().Split('\n').SkipLast(1).Select(line => line.Split(' ')[0])];
        }
    }

    /// <summary>Starts the sample, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        _process?.Dispose();
        _http?.Dispose();
        _process = new HostProcess(AppContext.BaseDirectory, typeof(HostSettings).Assembly.Location, _options);
        _http = new HttpClient { BaseAddress = await _process.ListensAsync() };
        await UntilAsync(async () => (await SendAsync("GET", "/health/ready")).Status == HttpStatusCode.OK);
    }

    /// <summary>Sends a request, and again as long as the answer is 503 or none, as --faults makes some.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(string method, string path, string? body = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path)
                {
                    Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
                };
                using var answer = await _http!.SendAsync(request, patience.Token);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    return (answer.StatusCode, await answer.Content.ReadAsStringAsync(patience.Token));
                }
            }
            catch (HttpRequestException) when (!patience.IsCancellationRequested)
            {
                // no answer; the requests of these tests are safe to repeat
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    public void Dispose()
    {
        _http?.Dispose();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
