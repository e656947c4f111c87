using System.Diagnostics;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// How much later intents come while contacts are enrolled: the wait from one contact's due time to its dispatch, 200 a second, alone and
/// beside an ingestion that never ends.
/// </summary>
internal static class MixedScenario
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        using var files = new StoreFiles();
        var alone = await MeasureAsync(files.Next(), options.Seconds, ingests: false);
        var beside = await MeasureAsync(files.Next(), options.Seconds, ingests: true);
        return
        [
            new("intent_ms_p99", Figures.Percentile(alone, 99), "ms"),
            new("intent_ms_p99_while_ingesting", Figures.Percentile(beside, 99), "ms"),
            new("intent_ms_max_while_ingesting", beside[^1], "ms"),
        ];
    }

    private static async Task<List<double>> MeasureAsync(string file, int seconds, bool ingests)
    {
        using var store = new SqliteJobStore(file);
        var lateness = new List<double>();
        var options = new CampaignsOptions { Store = store };
        var due = new Dictionary<string, long>();
        options.AddProvider(Channels.Voice, new ActingProvider(request =>
        {
            lock (lateness)
            {
                lateness.Add((DateTimeOffset.UtcNow.UtcTicks - due[request.Contact.Key]) / (double)TimeSpan.TicksPerMillisecond);
            }

            return DispatchResult.Completed(Outcome.Completed);
        }));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var client = engine.Client;
        var urgent = await client.CreateAsync(Definition("Urgent") with { KeepOpen = true });
        await client.StartAsync(urgent);
        var bulk = await client.CreateAsync(Definition("Bulk"));
        using var stop = new CancellationTokenSource();
        var ingestion = ingests ? IngestAsync(client, bulk, stop.Token) : Task.CompletedTask;
        await AskAsync(client, urgent, seconds, due, lateness);
        await stop.CancelAsync();
        await ingestion;
        return [.. lateness.Order()];
    }

    private static CampaignDefinition Definition(string name) => new() { Name = name, Steps = [Step.Call(RetryPolicy.None)] };

    /// <summary>Enrols one contact at a time: asked for, it is due at once.</summary>
    private static async Task AskAsync(
        ICampaignClient client, CampaignId campaign, int seconds, Dictionary<string, long> due, List<double> lateness)
    {
        var began = Stopwatch.GetTimestamp();
        for (var number = 1; Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; number++)
        {
            var contact = People.One(number, People.Zones[0], prefix: 'U');
            lock (lateness)
            {
                due[contact.Key] = DateTimeOffset.UtcNow.UtcTicks;
            }

            await client.AddContactsAsync(campaign, [contact]);
            await Task.Delay(Every);
        }
    }

    private static async Task IngestAsync(ICampaignClient client, CampaignId campaign, CancellationToken stop)
    {
        try
        {
            await client.AddContactsAsync(campaign, People.Take(0, int.MaxValue, People.Zones), stop);
        }
        catch (OperationCanceledException)
        {
            // the measure is over
        }
    }
}
