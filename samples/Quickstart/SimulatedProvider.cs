namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Stands in for a telephony provider. It accepts a call immediately, and reports the outcome after the call has rung and ended.
/// </summary>
/// <param name="time">The clock of the run.</param>
/// <param name="tasks">Runs the reports. The engine's own scheduler keeps a run in virtual time on its one thread; null for the thread
/// pool.</param>
internal sealed class SimulatedProvider(TimeProvider time, TaskScheduler? tasks) : IProvider, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AttemptId, ITimer> _calls = []; // keeps the timers from the garbage collector
    private bool _isDisposed;

    /// <summary>The client that receives reports. Set it before the first call.</summary>
    public ICampaignReports? Reports { get; set; }

    /// <summary>The number of reports that the engine did not accept.</summary>
    public int FailedReports { get; private set; }

    /// <summary>Why the engine did not accept the first failed report.</summary>
    public string? FirstFailure { get; private set; }

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var fate = Fate.Of(request.Address, request.Attempt.Number);
        switch (fate.Kind)
        {
            case FateKind.Breaks:
                throw new InvalidOperationException("The simulated provider broke.");
            case FateKind.NotPlaced:
                return new(DispatchResult.NotPlaced("all lines are taken"));
            case FateKind.Ends:
                EndLater(request.Attempt, fate);
                break;
            case FateKind.Lost:
            default:
                break; // the step's timeout ends the attempt
        }

        return new(DispatchResult.Accepted($"call-{request.Attempt}"));
    }

    /// <summary>Stops all reports.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var timer in _calls.Values)
            {
                timer.Dispose();
            }

            _calls.Clear();
        }
    }

    private void EndLater(AttemptId attempt, Fate fate)
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _calls[attempt] = time.CreateTimer(_ => End(attempt, fate.Outcome), null, fate.After, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void End(AttemptId attempt, AttemptOutcome outcome)
    {
        lock (_lock)
        {
            if (!_calls.Remove(attempt, out var timer))
            {
                return; // disposed meanwhile
            }

            timer.Dispose();
        }

        Task.Factory.StartNew(
            () => ReportAsync(ProviderReport.Ended(attempt, outcome)), CancellationToken.None, TaskCreationOptions.DenyChildAttach,
            tasks ?? TaskScheduler.Default);
    }

    /// <summary>Never throws, because nothing awaits the task. The run's report shows the caught exceptions.</summary>
    private async Task ReportAsync(ProviderReport report)
    {
        try
        {
            var reports = Reports ?? throw new InvalidOperationException("The provider has no client to report to: set Reports.");
            await reports.ReportAsync(report);
        }
        catch (Exception problem)
        {
            lock (_lock)
            {
                FailedReports++;
                FirstFailure ??= problem.Message;
            }
        }
    }
}
