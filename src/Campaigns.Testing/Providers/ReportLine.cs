namespace Campaigns.Testing;

/// <summary>
/// Delivers a provider's reports to the engine. Like a callback, a report is sent again until the engine acknowledges it.
/// </summary>
internal sealed class ReportLine(TimeProvider time, TaskScheduler? tasks)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();

    public Func<ICampaignReports>? Reports { get; set; }

    public int Undelivered { get; private set; }

    public string? LastProblem { get; private set; }

    public void Send(ProviderReport report) =>
        Task.Factory.StartNew(
            () => SendAsync(report), CancellationToken.None, TaskCreationOptions.DenyChildAttach, tasks ?? TaskScheduler.Default);

    /// <summary>Never throws, because nothing awaits the task.</summary>
    private async Task SendAsync(ProviderReport report)
    {
        for (var pause = TimeSpan.FromSeconds(1); ; pause *= 2)
        {
            try
            {
                await (Reports ?? throw new InvalidOperationException("The provider has no client to report to: set its Reports."))()
                    .ReportAsync(report);
                return;
            }
            catch (Exception problem)
            {
                var isFinal =
                    pause > LongestPause || problem is CampaignException { Error: CampaignError.Invalid or CampaignError.NotFound };
                Note(problem, isFinal);
                if (isFinal)
                {
                    return;
                }
            }

            await Task.Delay(pause, time);
        }
    }

    private void Note(Exception problem, bool isFinal)
    {
        lock (_lock)
        {
            LastProblem = problem.Message;
            Undelivered += isFinal ? 1 : 0;
        }
    }
}
