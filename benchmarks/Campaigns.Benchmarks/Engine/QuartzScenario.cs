using System.Globalization;
using Quartz;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures Quartz 4 with its in-memory store on the same no-op work: triggers that fire again as soon as they have fired. The scenario
/// tries each setting and reports the best.
/// </summary>
internal static class QuartzScenario
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// The settings: thread pool size, maximum number of triggers acquired per batch (1 is Quartz's default for this store), and number of
    /// triggers. With an interval of one millisecond, 1,000 triggers request a million executions per second. That is more than Quartz
    /// reaches, so some trigger is always due. Fewer triggers would keep its sorted set shorter, but leave it idle at times.
    /// </summary>
    private static readonly IReadOnlyList<Setting> Settings =
    [
        new(Threads: 2, Batch: 1, Triggers: 1_000),
        new(Threads: 10, Batch: 1, Triggers: 1_000),
        new(Threads: 2, Batch: 2, Triggers: 1_000),
        new(Threads: 10, Batch: 10, Triggers: 1_000),
        new(Threads: 64, Batch: 64, Triggers: 1_000),
        new(Threads: 256, Batch: 256, Triggers: 1_000),
        new(Threads: 64, Batch: 64, Triggers: 10_000),
    ];

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var best = 0.0;
        foreach (var setting in Settings)
        {
            EngineBenchmark.CollectGarbage();
            var rate = await MeasureAsync(setting, TimeSpan.FromSeconds(options.Seconds));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"quartz-ram, {setting}: {rate:0}"));
            best = Math.Max(best, rate);
        }

        return [new(ThroughputScenario.Metric, best, "1/s")];
    }

    private static async Task<double> MeasureAsync(Setting setting, TimeSpan time)
    {
        var scheduler = await QuartzSchedulerBuilder
            .Create(builder => builder
                .ConfigureScheduler(scheduler =>
                {
                    scheduler.InstanceName = $"Benchmark {Guid.NewGuid()}";
                    scheduler.MaxBatchSize = setting.Batch;
                    scheduler.PropagateTraceContext = false;
                })
                .UseDefaultThreadPool(setting.Threads)
                .UseInMemoryStore(store => store.MisfireThreshold = TimeSpan.FromHours(1))) // late triggers just fire
            .BuildScheduler();
        var job = JobBuilder.Create<NoOpJob>().WithIdentity("no-op").StoreDurably().Build();
        await scheduler.AddJob(job);
        for (var i = 0; i < setting.Triggers; i++)
        {
            var trigger = TriggerBuilder.Create()
                .WithIdentity($"trigger-{i}")
                .ForJob(job)
                .StartNow()
                .WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever())
                .Build();
            await scheduler.ScheduleJob(trigger);
        }

        await scheduler.Start();
        await Task.Delay(WarmUp);
        var rate = await NoOpJob.RateAsync(time);
        await scheduler.Shutdown(waitForJobsToComplete: true);
        return rate;
    }

    private sealed record Setting(int Threads, int Batch, int Triggers);
}
