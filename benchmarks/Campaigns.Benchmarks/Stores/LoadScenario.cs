using System.Diagnostics;
using Campaigns.Benchmarks.Engine;
using Campaigns.Sqlite;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Stores;

/// <summary>
/// Measures the path from client to provider and back on a store: contacts enrolled in one call, and attempts recorded with 100,000
/// pending.
/// </summary>
internal static class LoadScenario
{
    public const string Attempts = "attempts_per_second";

    public const int Contacts = 100_000;

    /// <summary>The best batch size of the hand-written transactions.</summary>
    public const int MaxDispatching = 4_000;

    public static Task<IReadOnlyList<Sample>> OnMemoryAsync(RunOptions options) => RunAsync(() => new MemoryJobStore(), options.Seconds);

    public static async Task<IReadOnlyList<Sample>> OnSqliteAsync(RunOptions options)
    {
        using var files = new StoreFiles();
        return await RunAsync(() => new SqliteJobStore(files.Next()), options.Seconds);
    }

    /// <summary>Only the attempts, without and with a subscription to the ends of all attempts, one after the other.</summary>
    public static async Task<IReadOnlyList<Sample>> OnSqliteWithFeedAsync(RunOptions options)
    {
        using var files = new StoreFiles();
        var off = await UsingAsync(() => new SqliteJobStore(files.Next()), store => AttemptsAsync(store, options.Seconds));
        EngineBenchmark.CollectGarbage();
        var on = await UsingAsync(() => new SqliteJobStore(files.Next()), store => AttemptsAsync(store, options.Seconds, feed: true));
        return [new("attempts_per_second_off", off, "1/s"), new(Attempts, on, "1/s"), new("ratio", on / off, "ratio")];
    }

    private static async Task<IReadOnlyList<Sample>> RunAsync(Func<IJobStore> newStore, int seconds)
    {
        var ingest = await UsingAsync(newStore, IngestAsync);
        EngineBenchmark.CollectGarbage();
        var attempts = await UsingAsync(newStore, store => AttemptsAsync(store, seconds));
        return [new(
            "ingest_rows_per_second", ingest, "1/s"), new("ingest_100k_seconds", Contacts / ingest, "s"), new(Attempts, attempts, "1/s")];
    }

    private static async Task<double> IngestAsync(IJobStore store)
    {
        var options = new CampaignsOptions { Store = store };
        options.AddProvider(Channels.Voice, new NoOpProvider(Contacts));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var id =
            await engine.Client.CreateAsync(new CampaignDefinition { Name = "Ingest", Steps = [CampaignStep.Call(StepRetryPolicy.None)] });
        var contacts = People.Take(0, Contacts, People.Zones);
        var began = Stopwatch.GetTimestamp();
        var report = await engine.Client.AddContactsAsync(id, contacts);
        var took = Stopwatch.GetElapsedTime(began);
        return report.Added == Contacts
            ? Contacts / took.TotalSeconds
            : throw new InvalidOperationException($"{report.Added} of {Contacts} contacts were enrolled");
    }

    private static async Task<double> AttemptsAsync(IJobStore store, int seconds, bool feed = false)
    {
        await using var load = new SteadyLoad(
            Contacts, options => (options.Store, options.FeedAge) = (store, TimeSpan.FromMinutes(1)), maxDispatching: MaxDispatching);
        await load.Engine.StartAsync();
        if (feed)
        {
            await load.Engine.Feed.SubscribeAsync("benchmark", ChangeFilter.All.Only(ChangeKinds.AttemptEnded));
        }

        await load.StartAsync(load.Definition, People.Zones);
        await load.WarmUpAsync();
        return (await load.MeasureAsync(seconds))[0].Value;
    }

    private static async Task<double> UsingAsync(Func<IJobStore> newStore, Func<IJobStore, Task<double>> measure)
    {
        var store = newStore();
        try
        {
            return await measure(store);
        }
        finally
        {
            (store as IDisposable)?.Dispose();
        }
    }
}
