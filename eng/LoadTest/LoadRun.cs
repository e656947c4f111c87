using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Campaigns.LoadTest;

/// <summary>
/// Creates campaigns over the API, lets them run, asks the API all the time, and compares what the host says in the end with what the
/// dialer
/// has seen.
/// </summary>
internal sealed class LoadRun(LoadOptions options, HostProcess host, RecordingDialer dialer) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = host.Address, Timeout = TimeSpan.FromMinutes(2) };
    private readonly List<double> _latencies = []; // milliseconds
    private readonly List<string> _campaigns = [];

    public void Dispose() => _http.Dispose();

    public async Task<JsonObject> RunAsync()
    {
        await host.StartAsync();
        for (var index = 0; index < options.Campaigns; index++)
        {
            await CreateAsync(index);
        }

        await EachAsync("start");
        if (options.WatchesMemory)
        {
            await using var viewers = new Viewers(_http, _campaigns, options.Viewers);
            return await new MemoryWatch(host, viewers, options.Duration).RunAsync(_campaigns[0]);
        }

        return options.IsFull ? await new CapacityRun(options, host, dialer).RunAsync(_http, _campaigns) : await RunPacedAsync();
    }

    private async Task<JsonObject> RunPacedAsync()
    {
        var clock = Stopwatch.StartNew();
        var viewers = new Viewers(_http, _campaigns, options.Viewers);
        await LoadAsync(clock, options.Kills ? options.Duration / 2 : options.Duration);
        if (options.Kills)
        {
            await host.KillAsync();
            await host.StartAsync();
            await LoadAsync(clock, options.Duration);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await EachAsync("pause");
        await viewers.DisposeAsync();
        await WaitAsync(() => dialer.Pending == 0);
        return await JudgeAsync(seconds);
    }

    private async Task CreateAsync(int index)
    {
        var definition = new JsonObject
        {
            ["version"] = 1,
            ["name"] = $"Load {index}",
            ["tenant"] = $"tenant{index % 20}",
            ["maxConcurrent"] = 1_000,
            ["rate"] = options.IsFull ? null
                : new JsonObject { ["count"] = Math.Max(1, options.Rate * 10 / options.Campaigns), ["per"] = "00:00:10" },
            ["steps"] = new JsonArray(new JsonObject { ["type"] = "contact", ["channel"] = "voice", ["retry"] = Retry() }),
        };
        using var created = await _http.PostAsJsonAsync("/api/campaigns", definition);
        var id = (string)JsonNode.Parse(await created.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!;
        _campaigns.Add(id);
        var rows = new StringBuilder("key,phone,zone\n");
        var perCampaign = options.Contacts / options.Campaigns;
        for (var contact = 0; contact < perCampaign; contact++)
        {
            var number = ((long)index * perCampaign) + contact;
            rows.Append(CultureInfo.InvariantCulture, $"c{contact},+1415{5_000_000 + (number % 5_000_000):0000000},UTC\n");
        }

        using var upload = new StringContent(rows.ToString(), Encoding.UTF8, "text/csv");
        using var uploaded = await _http.PostAsync($"/api/campaigns/{id}/contacts", upload);
        uploaded.EnsureSuccessStatusCode();
    }

    private static JsonObject Retry() =>
        new() { ["attempts"] = 3, ["delay"] = new JsonObject { ["delays"] = new JsonArray("00:00:10") } };

    private async Task EachAsync(string action)
    {
        foreach (var id in _campaigns)
        {
            using var answer = await _http.PostAsync($"/api/campaigns/{id}/{action}", null);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Asks the API all the time, with four callers.</summary>
    private async Task LoadAsync(Stopwatch clock, TimeSpan until)
    {
        string[] paths = ["/api/campaigns/{0}", "/api/campaigns?limit=50", "/api/campaigns/{0}/explain",
            "/api/attempts?campaign={0}&limit=20"];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async caller =>
        {
            for (var request = 0; clock.Elapsed < until; request++)
            {
                var path = string.Format(CultureInfo.InvariantCulture, paths[request % paths.Length],
                    _campaigns[(request * 7) % _campaigns.Count]);
                var begun = Stopwatch.GetTimestamp();
                using (var answer = await _http.GetAsync(path))
                {
                    answer.EnsureSuccessStatusCode();
                }

                var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                lock (_latencies)
                {
                    _latencies.Add(took);
                }

                await Task.Delay(20 + caller);
            }
        }));
    }

    private async Task<JsonObject> JudgeAsync(double seconds)
    {
        var said = new Dictionary<string, string>();
        foreach (var id in _campaigns)
        {
            string? after = null;
            do
            {
                var cursor = after is null ? "" : "&after=" + Uri.EscapeDataString(after);
                var page = JsonNode.Parse(await _http.GetStringAsync($"/api/attempts?campaign={id}&limit=1000{cursor}"))!;
                foreach (var item in page["items"]!.AsArray())
                {
                    said[(string)item!["attempt"]!["id"]!] = (string?)item["attempt"]!["outcome"] ?? "";
                }

                after = (string?)page["next"];
            }
            while (after is not null);
        }

        var lost = dialer.Reported.Count(each => !said.TryGetValue(each.Key, out var outcome) || outcome != each.Value);
        _latencies.Sort();
        return new JsonObject
        {
            ["dispatches"] = dialer.Placed,
            ["attempts_per_second"] = Math.Round(dialer.Placed / seconds, 1),
            ["reported"] = dialer.Reported.Count,
            ["lost"] = lost,
            ["doubled"] = dialer.Doubled,
            ["api_requests"] = _latencies.Count,
            ["api_p50_ms"] = Percentile(0.5),
            ["api_p99_ms"] = Percentile(0.99),
            ["killed"] = options.Kills,
            ["viewers"] = options.Viewers,
        };
    }

    private double Percentile(double share) =>
        _latencies.Count == 0 ? 0 : Math.Round(_latencies[(int)((_latencies.Count - 1) * share)], 1);

    private static async Task WaitAsync(Func<bool> holds)
    {
        for (var tries = 0; tries < 600 && !holds(); tries++)
        {
            await Task.Delay(100);
        }
    }
}
