namespace Campaigns.Testing;

/// <summary>An attempt that a live provider would have sent.</summary>
/// <param name="At">The time of the dispatch, on the clock of the run.</param>
/// <param name="Request">The dispatch request. It holds the full address: do not log it.</param>
public sealed record DryRunSend(DateTimeOffset At, DispatchRequest Request)
{
    /// <summary>The time and the redacted attempt.</summary>
    public override string ToString() => $"{At:O} {Request}";
}

/// <summary>
/// Sends nothing, records each attempt, and reports every attempt as completed. A dry run shows a campaign's schedule with its windows,
/// limits and priorities, and contacts nobody. Each attempt takes <c>callLength</c>, so concurrency limits apply too.
/// </summary>
/// <remarks>For outcomes other than success, and so for retries, use <see cref="SimulatedProvider"/>.</remarks>
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
    /// <param name="time">The engine's clock.</param>
    /// <param name="callLength">How long an attempt stays live. 0, the default, completes immediately. A longer length needs
    /// <see cref="Reports"/>.</param>
    /// <param name="onSend">Receives each attempt, possibly on several threads in parallel; null to keep attempts in
    /// <see cref="Sends"/>.</param>
    /// <param name="tasks">Runs the reports. In virtual time, the engine's <see cref="CampaignsOptions.TaskScheduler"/>; null for the
    /// thread pool.</param>
    public DryRunProvider(TimeProvider time, TimeSpan callLength = default, Action<DryRunSend>? onSend = null, TaskScheduler? tasks = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(callLength, TimeSpan.Zero);
        (_time, _callLength, _onSend, _line) = (time, callLength, onSend, new ReportLine(time, tasks));
    }

    /// <summary>
    /// Gets the client for each report, because a restarted engine has a new client. If null, every attempt ends immediately.
    /// </summary>
    public Func<ICampaignReports>? Reports
    {
        get => _line.Reports;
        set => _line.Reports = value;
    }

    /// <summary>The recorded attempts, in order. Empty if <c>onSend</c> receives them.</summary>
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
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
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
                return new(DispatchResult.Completed(AttemptOutcome.Completed));
            }

            var attempt = request.Attempt;
            _live[attempt] = _time.CreateTimer(_ => End(attempt), null, _callLength, Timeout.InfiniteTimeSpan);
            return new(DispatchResult.Accepted());
        }
    }

    /// <inheritdoc/>
    public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_live.ContainsKey(attempt) ? LookUpResult.Live() : LookUpResult.Ended(AttemptOutcome.Completed));
        }
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        TryRemove(attempt);
        return default;
    }

    /// <summary>Ends the run. The provider sends no more reports.</summary>
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
            _line.Send(ProviderReport.Ended(attempt, AttemptOutcome.Completed));
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
