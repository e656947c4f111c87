namespace Campaigns.Samples.Quickstart;

/// <summary>
/// Stands in for a telephony provider: takes a call at once, and reports how it ended when it has rung and been talked through.
/// </summary>
/// <param name="time">The clock of the run.</param>
/// <param name="tasks">Where the reports run: the engine's own, so that a run in virtual time stays on its one thread. Null: the thread
/// pool.</param>
internal sealed class SimulatedProvider(TimeProvider time, TaskScheduler? tasks) : IProvider, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AttemptId, ITimer> _calls = []; // also keeps the timers from the garbage collector
    private bool _isDisposed;

    /// <summary>Where outcomes are reported. Set before the first call.</summary>
    public ICampaignReports? Reports { get; set; }

    /// <summary>How many reports the engine did not take.</summary>
    public int FailedReports { get; private set; }

    /// <summary>Why it did not take the first of them.</summary>
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
                break; // the step's timeout ends it
        }

        return new(DispatchResult.Accepted($"call-{request.Attempt}"));
    }

    /// <summary>Hangs up: nothing is reported any more.</summary>
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
                return; // hung up in the meantime
            }

            timer.Dispose();
        }

        Task.Factory.StartNew(
            () => ReportAsync(ProviderReport.Ended(attempt, outcome)), CancellationToken.None, TaskCreationOptions.DenyChildAttach,
            tasks ?? TaskScheduler.Default);
    }

    /// <summary>Nobody awaits this, so it lets no exception out; the run's report shows what was caught.</summary>
    private async Task ReportAsync(ProviderReport report)
    {
        try
        {
            var reports = Reports ?? throw new InvalidOperationException("The provider was not told whom to report to.");
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
