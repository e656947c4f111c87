using System.Diagnostics;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Isolation;

/// <summary>
/// A healthy campaign that sends 100 attempts a second, for some seconds alone and then from the moment on at which a sick one starts
/// beside it. One that is always busy keeps what threads it has; this one needs a thread for each attempt anew.
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

    /// <summary>
    /// Lets the thread pool give up what it has grown by in the run before: threads to spare would hide that none can be had.
    /// </summary>
    private static async Task PoolIsSmallAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (ThreadPool.ThreadCount > Environment.ProcessorCount + 1 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            await WaitAsync(seconds: 1);
        }
    }

    /// <summary>Waits on a thread that is not the pool's: its timers are late when the pool has no thread to spare.</summary>
    private static Task WaitAsync(int seconds) =>
        Task.Factory.StartNew(() => Thread.Sleep(TimeSpan.FromSeconds(seconds)), TaskCreationOptions.LongRunning);

    /// <summary>When attempts came.</summary>
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

/// <summary>How a paced campaign fared.</summary>
/// <param name="Ratio">Attempts beside the sick one ÷ alone.</param>
/// <param name="GapAlone">The longest time without an attempt alone, in milliseconds.</param>
/// <param name="GapBeside">The same beside the sick one.</param>
internal readonly record struct Pace(double Ratio, double GapAlone, double GapBeside);
