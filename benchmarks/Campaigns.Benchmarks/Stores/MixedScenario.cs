using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Measures the delay of intents during enrollment: the time from a contact's due time to its dispatch, at 200 per second, alone and beside
/// a continuous ingestion.
/// </summary>
internal static class MixedScenario
{
    private const int PerSecond = 200;
    private static readonly TimeSpan LeadTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Apart = TimeSpan.FromTicks(50_021);

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        using var files = new StoreFiles();
        using var one = new SqliteJobStore(files.Next());
        using var other = new SqliteJobStore(files.Next());
        return await RunAsync(one, other, options.Seconds);
    }

    /// <summary>Measures on two empty stores: alone on the first, and beside an ingestion on the other.</summary>
    public static async Task<IReadOnlyList<Sample>> RunAsync(IJobStore one, IJobStore other, int seconds)
    {
        var alone = await MeasureAsync(one, seconds, ingests: false);
        var beside = await MeasureAsync(other, seconds, ingests: true);
        return
        [
            new("intent_p50_ms", Figures.Percentile(alone, 50), "ms"),
            new("intent_p99_ms", Figures.Percentile(alone, 99), "ms"),
            new("intent_p50_ms_while_ingesting", Figures.Percentile(beside, 50), "ms"),
            new("intent_p99_ms_while_ingesting", Figures.Percentile(beside, 99), "ms"),
        ];
    }

    private static async Task<List<double>> MeasureAsync(IJobStore store, int seconds, bool ingests)
    {
        var (due, entered) = (new long[seconds * PerSecond], new long[seconds * PerSecond]);
        var left = due.Length;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = new ActingProvider(request =>
        {
            entered[int.Parse(request.Contact.Key.AsSpan(1), CultureInfo.InvariantCulture)] = DateTimeOffset.UtcNow.UtcTicks;
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.SetResult();
            }

            return DispatchResult.Completed(AttemptOutcome.Completed);
        });
        await using var engine = new CampaignEngine(new CampaignsOptions { Store = store }.AddProvider(Channels.Voice, provider));
        await engine.StartAsync();
        using var stop = new CancellationTokenSource();
        var bulk = await engine.Client.CreateAsync(Definition("Bulk"));
        await ScheduleAsync(engine.Client, due);
        var ingestion = ingests ? IngestAsync(engine.Client, bulk, stop.Token) : Task.CompletedTask;
        await done.Task;
        await stop.CancelAsync();
        await ingestion;
        return [.. due.Zip(entered, (at, then) => TimeSpan.FromTicks(then - at).TotalMilliseconds).Order()];
    }

    private static CampaignDefinition Definition(string name) =>
        new() { Name = name, Steps = [CampaignStep.Call(StepRetryPolicy.None)], MaxConcurrent = 1_000 };

    /// <summary>Enrolls contacts, gives each its own due time, and starts the campaign.</summary>
    private static async Task ScheduleAsync(ICampaignClient client, long[] due)
    {
        var campaign = await client.CreateAsync(Definition("Due"));
        await client.AddContactsAsync(campaign, People.Take(0, due.Length, People.Zones));
        var first = DateTimeOffset.UtcNow + LeadTime;
        await Task.WhenAll(Enumerable.Range(0, due.Length).Select(i =>
        {
            due[i] = (first + (i * Apart)).UtcTicks;
            return client.RescheduleContactAsync(campaign, People.One(i, People.Zones[0]).Key, first + (i * Apart));
        }));
        await client.StartAsync(campaign);
        if (DateTimeOffset.UtcNow > first)
        {
            throw new InvalidOperationException("the due times were set too late");
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
