using System.Diagnostics;
using Campaigns.Benchmarks.Engine;
using Campaigns.Benchmarks.Stores;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Growth;

/// <summary>
/// Measures a start on a SQLite file with 600,000 attempts that a tenant's cap counts, with a store timeout of half a second. It reports
/// the time to the first dispatch of another tenant, and of the capped tenant, which waits until its whole history is read.
/// </summary>
internal static class HistoryScenario
{
    private const int Attempts = 600_000;
    private const int Batch = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Sample>> RunAsync()
    {
        using var files = new StoreFiles();
        var file = files.Next();
        await FillAsync(file);
        using var store = new SqliteJobStore(file, options => options.SyncsToDisk = false);
        var (capped, other) = (new TaskCompletionSource<long>(), new TaskCompletionSource<long>());
        var options = new CampaignsOptions { Store = store, StoreTimeout = TimeSpan.FromSeconds(0.5) };
        options.AddProvider(Channels.Voice, new ActingProvider(request =>
        {
            (request.Campaign.Tenant == "other" ? other : capped).TrySetResult(Stopwatch.GetTimestamp());
            return DispatchResult.Completed(AttemptOutcome.Completed);
        }));
        await using var engine = new CampaignEngine(options);
        var began = Stopwatch.GetTimestamp();
        await engine.StartAsync();
        var opened = Stopwatch.GetTimestamp();
        await RunOneAsync(engine.Client, "capped");
        await RunOneAsync(engine.Client, "other");
        var (first, complete) = (await other.Task.WaitAsync(Limit), await capped.Task.WaitAsync(Limit));
        return
        [
            new("opened", Stopwatch.GetElapsedTime(began, opened).TotalSeconds, "s"),
            new("first_dispatch", Stopwatch.GetElapsedTime(began, first).TotalSeconds, "s"),
            new("history_complete", Stopwatch.GetElapsedTime(began, complete).TotalSeconds, "s"),
        ];
    }

    private static async Task RunOneAsync(ICampaignClient client, string tenant)
    {
        var campaign = await client.CreateAsync(new CampaignDefinition { Name = tenant, Tenant = tenant, Steps = [CampaignStep.Call()] });
        await client.AddContactsAsync(campaign, [new Contact("somebody", "+442079460000")]);
        await client.StartAsync(campaign);
    }

    private static async Task FillAsync(string file)
    {
        using var store = new SqliteJobStore(file, options => options.SyncsToDisk = false);
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Completed(AttemptOutcome.Completed)));
        CampaignId campaign;
        await using (var engine = new CampaignEngine(options))
        {
            await engine.StartAsync();
            await engine.Operations.ChangeTenantAsync("capped", new TenantSettings { Caps = [new FrequencyCap(3, 7)] });
            campaign = await engine.Client.CreateAsync(
                new CampaignDefinition { Name = "before", Tenant = "capped", KeepOpen = true, Steps = [CampaignStep.Call()] });
            await engine.Client.AddContactsAsync(campaign, [new Contact("first", "+15550000000")]);
        }

        var snapshot = await store.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        var (lane, now) = (snapshot.Lanes.Single(lane => lane.Lane.Campaign == campaign).Lane.Id, DateTimeOffset.UtcNow.UtcTicks);
        var batch = new CommitBatch();
        for (var first = 1; first <= Attempts; first += Batch)
        {
            batch.Clear();
            batch.Seal(snapshot.Epoch, DateTimeOffset.UtcNow);
            for (var i = first; i < first + Batch; i++)
            {
                Add(batch, snapshot.LastJob + i, lane, now + i);
            }

            await store.CommitAsync(batch, CancellationToken.None);
        }
    }

    private static void Add(CommitBatch batch, long id, int lane, long at)
    {
        batch.Write(
            new JobRecord(
                new JobRow { Id = id, Lane = lane, State = JobState.Failed, Number = 1 },
                new Contact($"h{id}", $"+{15_550_000_000 + id}")));
        batch.Write(new AttemptRow
        {
            Job = id, Number = 1, Try = 1, State = AttemptState.Ended, Outcome = AttemptOutcome.Busy, Epoch = 1, CommittedAt = at,
            EndedAt = at, Provider = "voice-1",
        });
    }
}
