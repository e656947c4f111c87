namespace Campaigns.Testing;

/// <summary>What would have been sent.</summary>
/// <param name="At">When, on the clock of the run.</param>
/// <param name="Request">To whom and what. Holds the address whole: do not log it.</param>
public sealed record DryRunSend(DateTimeOffset At, DispatchRequest Request)
{
    /// <summary>The instant and the attempt, redacted.</summary>
    public override string ToString() => $"{At:O} {Request}";
}

/// <summary>
/// Places nothing, tells what would have been sent, and reports every attempt as completed: a campaign's schedule with its windows,
/// limits and priorities, and nobody is disturbed. Each takes <c>callLength</c>, so that concurrency limits are felt too.
/// </summary>
/// <remarks>For other outcomes than success, and so for retries, use <see cref="SimulatedProvider"/>.</remarks>
public sealed class DryRunProvider : IProvider, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _callLength;
    private readonly Action<DryRunSend>? _onSend;
    private readonly ReportLine _line;
    private readonly List<DryRunSend> _sends = [];
    private readonly Dictionary<AttemptId, ITimer> _live = [];

    /// <summary>Creates a provider.</summary>
    /// <param name="time">The clock of the run: the engine's.</param>
    /// <param name="callLength">How long an attempt stays live. 0, the default, answers at once; more needs <see cref="Reports"/>.</param>
    /// <param name="onSend">Takes what would have been sent, by several threads at once; null to keep it in <see cref="Sends"/>.</param>
    /// <param name="tasks">Where reports are made: the engine's <see cref="CampaignsOptions.TaskScheduler"/> in virtual time; null for the thread pool.</param>
    public DryRunProvider(TimeProvider time, TimeSpan callLength = default, Action<DryRunSend>? onSend = null, TaskScheduler? tasks = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(callLength, TimeSpan.Zero);
        (_time, _callLength, _onSend, _line) = (time, callLength, onSend, new ReportLine(time, tasks));
    }

    /// <summary>
    /// Whom to report to, asked for at each report because a restarted engine has another. Without one every attempt ends at once.
    /// </summary>
    public Func<ICampaignReports>? Reports
    {
        get => _line.Reports;
        set => _line.Reports = value;
    }

    /// <summary>What would have been sent, in order. Empty when a callback takes it.</summary>
    public IReadOnlyList<DryRunSend> Sends
    {
        get
        {
            lock (_lock)
            {
                return [.. _sends];
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation)
    {
        var send = new DryRunSend(_time.GetUtcNow(), request);
        _onSend?.Invoke(send);
        lock (_lock)
        {
            if (_onSend is null)
            {
                _sends.Add(send);
            }

            if (_callLength == TimeSpan.Zero || Reports is null)
            {
                return new(DispatchResult.Completed(Outcome.Completed));
            }

            var attempt = request.Attempt;
            _live[attempt] = _time.CreateTimer(_ => End(attempt), null, _callLength, Timeout.InfiniteTimeSpan);
            return new(DispatchResult.Accepted());
        }
    }

    /// <inheritdoc/>
    public ValueTask<LookUp> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return new(_live.ContainsKey(attempt) ? LookUp.Live() : LookUp.Ended(Outcome.Completed));
        }
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation)
    {
        TryRemove(attempt);
        return default;
    }

    /// <summary>Ends the run: nothing is reported any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var timer in _live.Values)
            {
                timer.Dispose();
            }

            _live.Clear();
        }
    }

    private void End(AttemptId attempt)
    {
        if (TryRemove(attempt))
        {
            _line.Send(ProviderReport.Ended(attempt, Outcome.Completed));
        }
    }

    private bool TryRemove(AttemptId attempt)
    {
        lock (_lock)
        {
            if (!_live.Remove(attempt, out var timer))
            {
                return false;
            }

            timer.Dispose();
            return true;
        }
    }
}
