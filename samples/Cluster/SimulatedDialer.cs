namespace Campaigns.Samples.Cluster;

/// <summary>
/// Stands in for a telephony provider: accepts a call at once, and reports its outcome seconds later, as a callback would. A real provider
/// calls any silo: the report finds its shard.
/// </summary>
internal sealed class SimulatedDialer(ICampaignReports reports, TimeProvider time, ILogger<SimulatedDialer> log) : IProvider, IDisposable
{
    private static readonly AttemptOutcome[] Outcomes =
        [AttemptOutcome.Completed, AttemptOutcome.Completed, AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Machine];

    private readonly CancellationTokenSource _ended = new();

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        _ = CallBackAsync(request.Attempt);
        return ValueTask.FromResult(DispatchResult.Accepted($"call-{request.Attempt}"));
    }

    public void Dispose()
    {
        _ended.Cancel();
        _ended.Dispose();
    }

    private async Task CallBackAsync(AttemptId attempt)
    {
        try
        {
            var seconds = Random.Shared.Next(1, 8);
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, _ended.Token);
            await reports.ReportAsync(ProviderReport.Ended(attempt, Outcomes[Random.Shared.Next(Outcomes.Length)]), _ended.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The host stops. The step's timeout ends the attempt.
        }
        catch (CampaignException error)
        {
            log.LogWarning("A report of attempt {Attempt} was not taken: {Problem}", attempt, error.Message);
        }
    }
}
