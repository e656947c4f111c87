using System.Diagnostics;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures the time from the host's report that frees a campaign's only slot to the entry of the next
/// <see cref="IProvider.DispatchAsync"/>. The engine is asleep when the report arrives.
/// </summary>
internal static class SlotLatencyScenario
{
    private const int PerSecond = 500;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(1);

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var count = options.Seconds * PerSecond;
        using var line = new Line();
        var settings = new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider(Channels.Voice, new ActingProvider(line.Enter));
        await using var engine = new CampaignEngine(settings);
        await engine.StartAsync();
        var campaign = await engine.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Slot",
            Steps = [CampaignStep.Call(StepRetryPolicy.None)],
            MaxConcurrent = 1,
        });
        await engine.Client.AddContactsAsync(campaign, People.Take(0, count + PerSecond + 1, People.Zones));
        await engine.Client.StartAsync(campaign);

        var latencies = await Task.Factory.StartNew(() => Measure(engine.Reports, line, count), TaskCreationOptions.LongRunning);
        var floor = await BareWait.ForSignalsAsync(count, Apart);
        return [.. latencies.Percentiles(), .. floor.Percentiles("floor_")];
    }

    private static Latencies Measure(ICampaignReports reports, Line line, int count)
    {
        var latencies = new Latencies(count);
        line.WaitForEntry();
        for (var i = -PerSecond; i < count; i++)
        {
            Thread.Sleep(Apart);
            var freed = Stopwatch.GetTimestamp();
            _ = reports.ReportAsync(ProviderReport.Ended(line.Attempt, AttemptOutcome.NoAnswer));
            line.WaitForEntry();
            if (i >= 0) // the first second warms up
            {
                latencies.Add(Stopwatch.GetElapsedTime(freed, line.EnteredAt));
            }
        }

        return latencies;
    }

    /// <summary>A line that takes one call at a time and holds it.</summary>
    private sealed class Line : IDisposable
    {
        private readonly SemaphoreSlim _entries = new(0);

        public AttemptId Attempt { get; private set; }

        public long EnteredAt { get; private set; }

        public DispatchResult Enter(DispatchRequest request)
        {
            EnteredAt = Stopwatch.GetTimestamp();
            Attempt = request.Attempt;
            _entries.Release();
            return DispatchResult.Accepted();
        }

        public void WaitForEntry() => _entries.Wait();

        public void Dispose() => _entries.Dispose();
    }
}
