namespace Campaigns.Samples.CampaignHost.Simulated;

/// <summary>
/// Stands in for a telephony provider: accepts a call at once, and reports its outcome seconds later, as a callback would. With faults, it
/// also refuses, breaks, and loses or repeats callbacks.
/// </summary>
internal abstract class SimulatedCarrier(ICampaignReports reports, TimeProvider time, Chance chance, CallLog calls, ILogger logger)
    : IProvider, IDisposable
{
    private static readonly (double Share, AttemptOutcome Outcome, int Shortest, int Longest)[] Outcomes =
    [
        (0.22, AttemptOutcome.NoAnswer, 4, 8),
        (0.12, AttemptOutcome.Busy, 1, 2),
        (0.06, AttemptOutcome.Machine, 3, 8),
        (0.02, AttemptOutcome.Invalid, 1, 2),
        (0.02, AttemptOutcome.Rejected, 2, 5),
        (1, AttemptOutcome.Completed, 5, 20),
    ];

    private readonly CancellationTokenSource _ended = new();

    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (chance.Fails(1))
        {
            return DispatchResult.NotPlaced("all lines are taken");
        }

        if (chance.Fails(1))
        {
            await Task.Delay(TimeSpan.FromSeconds(5), time, cancellationToken);
        }

        calls.Note(request);
        var isLost = chance.Fails(1);
        var isBroken = chance.Fails(1);
        if (!isLost)
        {
            _ = CallBackAsync(request.Attempt);
        }

        return isBroken
            ? throw new HttpRequestException("The connection was cut, after the call was placed.")
            : DispatchResult.Accepted($"call-{request.Attempt}");
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
            var (outcome, after) = Draw();
            await Task.Delay(after, time, _ended.Token);
            await reports.ReportAsync(ProviderReport.Ended(attempt, outcome), _ended.Token);
            if (chance.Fails(5))
            {
                await reports.ReportAsync(ProviderReport.Ended(attempt, outcome), _ended.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The host stops. The step's timeout ends the attempt.
        }
        catch (CampaignException error)
        {
            logger.LogWarning("The engine did not take a callback: {Error}.", error.Error);
        }
    }

    private (AttemptOutcome Outcome, TimeSpan After) Draw()
    {
        var draw = chance.Next();
        foreach (var (share, outcome, shortest, longest) in Outcomes)
        {
            draw -= share;
            if (draw < 0)
            {
                return (outcome, chance.Between(TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(longest)));
            }
        }

        return (AttemptOutcome.Completed, TimeSpan.FromSeconds(10));
    }
}

/// <summary>The carrier with the most lines.</summary>
internal sealed class FirstCarrier(
    ICampaignReports reports, TimeProvider time, Chance chance, CallLog calls, ILogger<FirstCarrier> logger)
    : SimulatedCarrier(reports, time, chance, calls, logger);

/// <summary>A smaller carrier with a rate limit.</summary>
internal sealed class SecondCarrier(
    ICampaignReports reports, TimeProvider time, Chance chance, CallLog calls, ILogger<SecondCarrier> logger)
    : SimulatedCarrier(reports, time, chance, calls, logger);
