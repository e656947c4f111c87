using System.Diagnostics;
using Campaigns.Benchmarks.Engine;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>
/// A campaign at its cap of 10,000 live calls, with contacts waiting. Each call lasts a minute, so about 167 calls end and begin per
/// second. Measures the processor time, memory and threads per live call, and how soon a freed slot is reused.
/// </summary>
internal static class LiveCallsScenario
{
    public const int Cap = 10_000;
    private const int Few = 10;
    private const int WarmUpSeconds = 3;
    private const int MostPerSecond = 250;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Sample>> RunAsync(IJobStore store, RunOptions options)
    {
        var contacts = Cap + ((options.Seconds + WarmUpSeconds + 2) * MostPerSecond);
        using var driver = new CallDriver(Cap, contacts);
        var settings = new CampaignsOptions { Store = store };
        settings.AddProvider(Channels.Voice, driver, provider => provider.Name = CallDriver.Name);
        await using var engine = new CampaignEngine(settings);
        driver.ReportTo = engine.Reports;
        await engine.StartAsync();
        var definition = new CampaignDefinition { Name = "Live", Steps = [CampaignStep.Call(StepRetryPolicy.None)], MaxConcurrent = Few };
        var campaign = await engine.Client.CreateAsync(definition);
        await engine.Client.AddContactsAsync(campaign, People.Take(0, contacts, People.Zones));

        var heap = await MeasureHeapAsync();
        await engine.Client.StartAsync(campaign);
        await PlacedAsync(driver, Few);
        var threads = await MostThreadsAsync(seconds: 1);
        await engine.Client.ChangeAsync(campaign, old => old with { MaxConcurrent = Cap });
        await PlacedAsync(driver, Cap);
        var heapOfCalls = await MeasureHeapAsync() - heap;

        driver.Begin();
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds));
        var samples = await MeasureAsync(driver, options.Seconds);
        await RequireSteadyAsync(engine.Client, campaign, driver);
        var floor = await BareWait.ForSignalsAsync(500, TimeSpan.FromMilliseconds(3));
        return
        [
            .. samples, .. floor.Percentiles("floor_"), new(
                "bytes_per_live_call", heapOfCalls / (double)Cap, "B"), new("threads_at_10", threads, "threads"),
        ];
    }

    private static async Task<IReadOnlyList<Sample>> MeasureAsync(CallDriver driver, int seconds)
    {
        var (freed, reports) = (driver.Freed, driver.Reports);
        var (processor, own) = (Environment.CpuUsage.TotalTime, driver.OwnTime);
        var began = Stopwatch.GetTimestamp();
        var threads = await MostThreadsAsync(seconds);
        var took = Stopwatch.GetElapsedTime(began);
        (processor, own) = (Environment.CpuUsage.TotalTime - processor, driver.OwnTime - own);
        var (ended, reported) = (driver.Freed - freed, driver.Reports - reports);
        await Task.Delay(100); // by then, the last ends have been followed by dispatches
        return
        [
            new("cpu_percent", 100 * (processor - own) / took, "%"),
            new("cpu_percent_driver", 100 * own / took, "%"),
            .. driver.SlotLatencies(freed, freed + ended).Percentiles("slot_freed_"),
            new("calls_per_second", ended / took.TotalSeconds, "1/s"),
            new("reports_per_second", reported / took.TotalSeconds, "1/s"),
            new("threads_at_10000", threads, "threads"),
        ];
    }

    private static async Task PlacedAsync(CallDriver driver, int calls)
    {
        var began = Stopwatch.GetTimestamp();
        while (driver.Placed < calls)
        {
            Require(Stopwatch.GetElapsedTime(began) < Patience, $"only {driver.Placed} of {calls} calls were placed");
            await Task.Delay(20);
        }

        await Task.Delay(500); // by then, the answers are recorded
    }

    private static async Task<long> MeasureHeapAsync()
    {
        await Task.Delay(500); // by then, no work is in progress
        EngineBenchmark.CollectGarbage();
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static async Task<int> MostThreadsAsync(int seconds)
    {
        var most = 0;
        for (var i = 0; i < seconds; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            using var self = Process.GetCurrentProcess();
            most = Math.Max(most, self.Threads.Count);
        }

        return most;
    }

    /// <summary>
    /// Requires that the campaign was at its cap to the end, and every report was acknowledged. Otherwise, the run does not count.
    /// </summary>
    private static async Task RequireSteadyAsync(ICampaignClient client, CampaignId campaign, CallDriver driver)
    {
        var statistics = await client.GetStatisticsAsync(campaign);
        Require(statistics.Live >= Cap - 100 && statistics.Pending > 0, $"{statistics.Live} calls were live, {statistics.Pending} contacts waited");
        Require(driver.Reports - driver.Acknowledged < 100, $"{driver.Reports - driver.Acknowledged} reports were not answered");
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
