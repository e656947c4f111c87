using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Campaigns.AspNetCore;
using Campaigns.Sqlite;

namespace Campaigns.WebhookLoad;

/// <summary>
/// A host on SQLite whose provider answers at once, and endpoints that get each ended attempt. Samples how many messages wait while the
/// attempts go on, and counts in the end what the receivers have.
/// </summary>
internal sealed class WebhookRun : IAsyncDisposable
{
    private const string Type = "attempt.ended";
    private readonly WebApplication _app;
    private readonly Receivers _receivers = new();
    private readonly int _rate;

    public WebhookRun(string database, int rate)
    {
        _rate = rate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCampaigns().UseSqlite(database)
            .AddProvider(Channels.Voice, _ => new InstantProvider(), provider => provider.MaxConcurrent = 5_000)
            .AddCampaignsApi(api =>
            {
                (api.Webhooks.AllowHttp, api.Webhooks.AllowPlainSecrets) = (true, true);
                api.Webhooks.AllowedNetworks.Add(IPNetwork.Parse("127.0.0.0/8"));
            });
        _app = builder.Build();
        _app.MapCampaignsApi();
    }

    public async Task<JsonObject> RunAsync(TimeSpan duration, int endpoints)
    {
        await _receivers.StartAsync();
        await _app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        for (var i = 0; i < endpoints; i++)
        {
            var endpoint = new JsonObject { ["url"] = _receivers.Address(i).AbsoluteUri, ["events"] = new JsonArray(Type) };
            using var created = await http.PostAsJsonAsync("/api/webhook-endpoints", endpoint);
            _ = created.EnsureSuccessStatusCode();
        }

        var campaign = await BeginAsync(duration);
        var (clock, begun) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var backlog = new List<long>();
        while (clock.Elapsed < duration)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            backlog.Add(await PendingAsync(http));
        }

        await Client.PauseAsync(campaign);
        var seconds = clock.Elapsed.TotalSeconds;
        var atEnd = _receivers.All;
        var processor = Process.GetCurrentProcess().TotalProcessorTime - begun;
        var attempts = (await Client.GetStatisticsAsync(campaign)).Outcomes.Values.Sum();
        var lost = await MissingAsync(attempts, endpoints);
        return new JsonObject
        {
            ["endpoints"] = endpoints,
            ["seconds"] = Math.Round(seconds, 1),
            ["attempts_per_second"] = Math.Round(attempts / seconds, 1),
            ["messages_per_second"] = Math.Round(atEnd / seconds, 1),
            ["backlog_first_half"] = backlog.Take(backlog.Count / 2).DefaultIfEmpty().Max(),
            ["backlog_second_half"] = backlog.Skip(backlog.Count / 2).DefaultIfEmpty().Max(),
            ["repeated"] = _receivers.All - (endpoints * attempts) + lost,
            ["lost"] = lost,
            ["processor_seconds_per_second"] = Math.Round(processor.TotalSeconds / seconds, 2),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _receivers.DisposeAsync();
    }

    private ICampaignClient Client => _app.Services.GetRequiredService<ICampaignClient>();

    /// <summary>Starts a campaign whose rate is the load.</summary>
    private async Task<CampaignId> BeginAsync(TimeSpan duration)
    {
        var campaign = await Client.CreateAsync(new CampaignDefinition
        {
            Name = "Load", MaxConcurrent = 5_000, Rate = new RateLimit(_rate, TimeSpan.FromSeconds(1), Burst: 50),
            Steps = [CampaignStep.Call(StepRetryPolicy.None)],
            KeepOpen = true,
        });
        var contacts = Enumerable.Range(0, (int)(duration.TotalSeconds * _rate * 1.5))
            .Select(i => new Contact($"c{i}", $"+1415{5_000_000 + i}", "UTC"));
        await Client.AddContactsAsync(campaign, contacts);
        await Client.StartAsync(campaign);
        return campaign;
    }

    private static async Task<long> PendingAsync(HttpClient http)
    {
        var page = JsonNode.Parse(await http.GetStringAsync("/api/webhook-endpoints?limit=1000"))!;
        return page["items"]!.AsArray().Sum(endpoint => (long)endpoint!["pending"]!);
    }

    /// <summary>Waits up to a minute for the rest, and counts what is missing then.</summary>
    private async Task<long> MissingAsync(long attempts, int endpoints)
    {
        for (var tries = 0; tries < 600 && Missing() > 0; tries++)
        {
            await Task.Delay(100);
        }

        return Missing();

        long Missing() => Enumerable.Range(0, endpoints).Sum(endpoint => attempts - _receivers.CountOf(endpoint));
    }

    private sealed class InstantProvider : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Completed(AttemptOutcome.Completed));
    }
}
