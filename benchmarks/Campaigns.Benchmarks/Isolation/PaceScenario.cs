using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// Measures a healthy campaign that sends 100 attempts per second, first alone and then from the moment a sick campaign starts beside it. A
/// campaign that is always busy keeps its threads; this campaign needs a new thread for each attempt.
/// </summary>
internal static class PaceScenario
{
    private const int PerSecond = 100;
    private const int Seconds = 3;

    public static async Task<Pace> RunAsync(Sickness sickness)
    {
        await PoolIsSmallAsync();
        var entries = new Entries(10 * Seconds * PerSecond);
        var options = new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider(Channels.Voice, new ActingProvider(entries.Note));
        options.AddProvider(SickCampaign.Channel, new SickProvider(sickness), SickCampaign.Configure);
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var client = engine.Client;
        var sick = await SickCampaign.CreateAsync(engine, sickness, seconds: 2 * Seconds);
        var campaign = await client.CreateAsync(new CampaignDefinition
        {
            Name = "Paced",
            Steps = [CampaignStep.Call(StepRetryPolicy.None)],
            MaxConcurrent = PerSecond,
            Rate = RateLimit.PerSecond(PerSecond),
        });
        await client.AddContactsAsync(campaign, People.Take(0, 10 * Seconds * PerSecond, People.Zones));
        await client.StartAsync(campaign);
        await WaitAsync(seconds: 1);
        var began = Stopwatch.GetTimestamp();
        await WaitAsync(Seconds);
        var turned = Stopwatch.GetTimestamp();
        await client.StartAsync(sick);
        await WaitAsync(Seconds);
        var ended = Stopwatch.GetTimestamp();
        return new Pace(
            entries.RateBetween(turned, ended) / entries.RateBetween(began, turned), entries.LongestGap(began, turned),
            entries.LongestGap(turned, ended));
    }

    /// <summary>Waits until the thread pool has shrunk after the previous run. Spare threads would hide a shortage of threads.</summary>
    private static async Task PoolIsSmallAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (ThreadPool.ThreadCount > Environment.ProcessorCount + 1 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            await WaitAsync(seconds: 1);
        }
    }

    /// <summary>Waits on a thread outside the pool, because timers are late when the pool has no spare thread.</summary>
    private static Task WaitAsync(int seconds) =>
        Task.Factory.StartNew(() => Thread.Sleep(TimeSpan.FromSeconds(seconds)), TaskCreationOptions.LongRunning);

    /// <summary>The times of attempts.</summary>
    private sealed class Entries(int capacity)
    {
        private readonly long[] _at = new long[capacity];
        private int _count;

        public DispatchResult Note(DispatchRequest request)
        {
            _at[Interlocked.Increment(ref _count) - 1] = Stopwatch.GetTimestamp();
            return DispatchResult.Completed(AttemptOutcome.Completed);
        }

        public double RateBetween(long from, long to) => Between(from, to).Count() / Stopwatch.GetElapsedTime(from, to).TotalSeconds;

        /// <summary>The longest time without an attempt, in milliseconds.</summary>
        public double LongestGap(long from, long to)
        {
            var longest = 0.0;
            foreach (var at in Between(from, to).Order().Append(to))
            {
                longest = Math.Max(longest, Stopwatch.GetElapsedTime(from, at).TotalMilliseconds);
                from = at;
            }

            return longest;
        }

        private IEnumerable<long> Between(long from, long to) => _at.Take(_count).Where(at => at >= from && at < to);
    }
}

/// <summary>The results of a paced campaign.</summary>
/// <param name="Ratio">The rate beside the sick campaign divided by the rate alone.</param>
/// <param name="GapAlone">The longest time without an attempt when alone, in milliseconds.</param>
/// <param name="GapBeside">The longest time without an attempt beside the sick campaign, in milliseconds.</param>
internal readonly record struct Pace(double Ratio, double GapAlone, double GapBeside);
