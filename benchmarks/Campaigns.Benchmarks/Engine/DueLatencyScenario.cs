using System.Globalization;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// Measures the time from a contact's due time to the entry of <see cref="IProvider.DispatchAsync"/>, at 1,000 per second on the in-memory
/// store.
/// </summary>
internal static class DueLatencyScenario
{
    private const int PerSecond = 1_000;
    private static readonly TimeSpan LeadTime = TimeSpan.FromSeconds(2);

    /// <summary>Slightly more than a millisecond, so that due times cover all positions within a timer step.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromTicks(10_007);

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var count = (options.Seconds + 1) * PerSecond; // the first second warms up
        var (due, entered) = (new long[count], new long[count]);
        var left = count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = new ActingProvider(request =>
        {
            var now = DateTimeOffset.UtcNow.UtcTicks;
            entered[int.Parse(request.Contact.Key.AsSpan(1), CultureInfo.InvariantCulture)] = now;
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.SetResult();
            }

            return DispatchResult.Completed(AttemptOutcome.Completed);
        });
        var settings = new CampaignsOptions { Store = new MemoryJobStore() };
        await using var engine = new CampaignEngine(settings.AddProvider(Channels.Voice, provider));
        await engine.StartAsync();
        await StartAsync(engine.Client, due);
        await done.Task;

        var latencies = new Latencies(count);
        for (var i = PerSecond; i < count; i++)
        {
            latencies.Add(TimeSpan.FromTicks(entered[i] - due[i]));
        }

        var floor = BareWait.UntilInstants(count - PerSecond, Apart);
        return [.. latencies.Percentiles(), .. floor.Percentiles("floor_")];
    }

    /// <summary>Enrolls contacts, gives each its own due time, and starts the campaign.</summary>
    private static async Task StartAsync(ICampaignClient client, long[] due)
    {
        var campaign =
            await client.CreateAsync(new CampaignDefinition { Name = "Due", Steps = [CampaignStep.Call()], MaxConcurrent = PerSecond });
        await client.AddContactsAsync(campaign, People.Take(0, due.Length, People.Zones));
        var first = DateTimeOffset.UtcNow + LeadTime;
        for (var i = 0; i < due.Length; i++)
        {
            var at = first + (i * Apart);
            due[i] = at.UtcTicks;
            await client.RescheduleContactAsync(campaign, People.One(i, "Etc/UTC").Key, at);
        }

        await client.StartAsync(campaign);
        if (DateTimeOffset.UtcNow > first)
        {
            throw new InvalidOperationException("the due times were set too late");
        }
    }
}
