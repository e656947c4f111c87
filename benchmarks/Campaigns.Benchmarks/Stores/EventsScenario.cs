using System.Diagnostics;
using System.Globalization;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Measures the event log: batches of 2,000 events with new ids, one commit each, about people of whom one in ten has an open job. Every
/// commit on a file is synced to disk.
/// </summary>
internal static class EventsScenario
{
    private const int Batch = 2_000;
    private const int Contacts = 10_000;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var memory = await MeasureAsync(new MemoryJobStore(), options.Seconds);
        using var files = new StoreFiles();
        using var store = new SqliteJobStore(files.Next());
        var sqlite = await MeasureAsync(store, options.Seconds);
        return [new("memory_events_per_second", memory, "1/s"), new("sqlite_events_per_second", sqlite, "1/s")];
    }

    private static async Task<double> MeasureAsync(IJobStore store, int seconds)
    {
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new ActingProvider(_ => DispatchResult.Accepted("call")));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var campaign = await engine.Client.CreateAsync(new CampaignDefinition { Name = "Events", Steps = [CampaignStep.Call()] });
        await engine.Client.AddContactsAsync(campaign, People.Take(0, Contacts, People.Zones)); // not started: the jobs stay open
        var (began, count) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            var receipts = await engine.Reports.IngestAsync([.. Enumerable.Range(count, Batch).Select(Happened)]);
            count += receipts.Count(receipt => receipt.Result == IngestResult.Applied);
        }

        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var last = new EventQuery(new PageLimits(2)) { After = count - 1 };
        var log = (await store.Queries.ReadEventsAsync(last, CancellationToken.None)).Items;
        return log.Count == 1 && log[0].Sequence == count
            ? count / took
            : throw new InvalidOperationException($"the log does not end at event {count}");
    }

    private static InboundEvent Happened(int number) =>
        new("default", number.ToString("D9", CultureInfo.InvariantCulture), "email.opened")
        {
            ContactKey = number % 10 == 0
                ? People.One(number / 10 % Contacts, People.Zones[0]).Key
                : string.Create(CultureInfo.InvariantCulture, $"nobody {number}"),
            Data = """{"message":"welcome","agent":"Mozilla/5.0"}""",
        };
}
