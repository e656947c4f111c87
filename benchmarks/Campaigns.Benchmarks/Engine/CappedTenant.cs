using System.Collections.Concurrent;

namespace Campaigns.Benchmarks.Engine;

/// <summary>
/// A tenant with more contacts than its cap admits, and its provider. Each call takes a while and is reported from outside, so the cap
/// opens and closes several hundred times per second.
/// </summary>
internal sealed class CappedTenant : IProvider, IDisposable
{
    public const string Name = "capped";
    // a separate channel, so that this tenant matters only through its cost to the others
    public const string Channel = Channels.Voice + "-capped";
    private const int CampaignCount = 3;
    private const int Cap = 8;
    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentQueue<AttemptId> _live = new();
    private readonly PeriodicTimer _timer = new(CallTime);

    public CampaignEngine? Engine { get; set; }

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        _live.Enqueue(request.Attempt);
        return new(DispatchResult.Accepted());
    }

    /// <summary>Creates the tenant's campaigns, enrolls contacts, starts the campaigns, and begins to report.</summary>
    /// <param name="contacts">The number of contacts; 0 for campaigns without contacts.</param>
    public async Task StartAsync(int contacts)
    {
        await Engine!.Operations.ChangeTenantAsync(Name, new TenantSettings { MaxConcurrent = Cap });
        for (var i = 0; i < CampaignCount; i++)
        {
            var count = contacts / CampaignCount;
            var retry = StepRetryPolicy.Fixed(StepRetryPolicy.MaxAttempts, TimeSpan.FromMilliseconds(1));
            var campaign = await Engine.Client.CreateAsync(new CampaignDefinition
            {
                Name = $"Capped {i}",
                Tenant = Name,
                Steps = [new ContactStep { Channel = Channel, Retry = retry }],
                MaxConcurrent = 1_000,
                KeepOpen = true,
            });
            await Engine.Client.AddContactsAsync(campaign, Enumerable.Range(i * count, count).Select(Person));
            await Engine.Client.StartAsync(campaign);
        }

        _ = ReportAsync();
    }

    public void Dispose() => _timer.Dispose();

    private static Contact Person(int number) =>
        new($"C{number:D9}", null, "Etc/UTC", new Dictionary<string, string> { [Channel] = $"agent-{number}" });

    private async Task ReportAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync())
            {
                for (var left = _live.Count; left > 0 && _live.TryDequeue(out var attempt); left--)
                {
                    await Engine!.Reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.NoAnswer));
                }
            }
        }
        catch (CampaignException problem) when (problem.Error == CampaignError.Stopped)
        {
            // the run is over
        }
    }
}
