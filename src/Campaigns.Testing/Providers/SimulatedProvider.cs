namespace Campaigns.Testing;

/// <summary>
/// A provider for rehearsals and tests. It accepts calls, which last ten seconds each by default, and reports their outcomes. The options
/// set the mix of outcomes, magic numbers, scheduled outages and faults. By default, lookups return the true state. The provider aborts
/// calls on request and sends each report again until the engine acknowledges it.
/// </summary>
/// <remarks>The provider remembers every call. Dispose it to stop all reports.</remarks>
public sealed class SimulatedProvider : IProvider, IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly SimulatedProviderOptions _options;
    private readonly DrawnPlans _drawn;
    private readonly ReportLine _line;
    private readonly Dictionary<AttemptId, SimulatedCall> _calls = [];
    private readonly Dictionary<(ulong Store, long Job), int> _dispatched = [];
    private bool _isDisposed;

    /// <summary>Creates a provider.</summary>
    /// <param name="time">The engine's clock.</param>
    /// <param name="options">How calls behave.</param>
    /// <param name="tasks">Runs the reports. In virtual time, the engine's <see cref="CampaignsOptions.TaskScheduler"/>; null for the
    /// thread pool.</param>
    /// <exception cref="CampaignException">The options are invalid. The message lists all problems.</exception>
    public SimulatedProvider(TimeProvider time, SimulatedProviderOptions? options = null, TaskScheduler? tasks = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new SimulatedProviderOptions();
        _options.FindProblems().ThrowIfAny("The simulated provider");
        _drawn = new DrawnPlans(_options);
        _line = new ReportLine(time, tasks);
    }

    /// <summary>Gets the client for each report, because a restarted engine has a new client. If null, no call is placed.</summary>
    public Func<ICampaignReports>? Reports
    {
        get => _line.Reports;
        set => _line.Reports = value;
    }

    /// <summary>The number of dispatches so far.</summary>
    public int Dispatches { get; private set; }

    /// <summary>The number of calls placed so far.</summary>
    public int Placed
    {
        get
        {
            lock (_lock)
            {
                return _calls.Count;
            }
        }
    }

    /// <summary>The number of calls that have not ended.</summary>
    public int Live
    {
        get
        {
            lock (_lock)
            {
                return _calls.Values.Count(call => call.IsLive(_time.GetUtcNow()));
            }
        }
    }

    /// <summary>The number of reports that the engine rejected, or that were given up after more than an hour.</summary>
    public int Undelivered => _line.Undelivered;

    /// <summary>Why the last unacknowledged report failed; null if every report was acknowledged.</summary>
    public string? LastProblem => _line.LastProblem;

    /// <inheritdoc/>
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (Reports is null)
        {
            return new(DispatchResult.NotPlaced("the simulated provider has no client to report to"));
        }

        var plan = PlanFor(request);
        var id = $"{_options.Name ?? "simulated"}-{request.Attempt}";
        Place(request.Attempt, id, plan);
        var wait = plan.AnswerAfter > _options.Latency ? plan.AnswerAfter : _options.Latency;
        return plan.Dispatch == DispatchPlan.Hangs ? Never<DispatchResult>()
            : wait > TimeSpan.Zero ? AnswerLaterAsync(plan, id, wait)
            : new(Answer(plan, id));
    }

    /// <inheritdoc/>
    public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (LookUpFault(attempt, now) is { } fault)
        {
            return fault switch
            {
                SimulatedOutageKind.Throws => throw Broken(),
                SimulatedOutageKind.Hangs => Never<LookUpResult>(),
                _ => new(LookUpResult.CannotSay),
            };
        }

        lock (_lock)
        {
            return new(_calls.TryGetValue(attempt, out var call) ? call.LookUpAt(now) : LookUpResult.NotPlaced);
        }
    }

    /// <inheritdoc/>
    public ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var call = _calls.Values.FirstOrDefault(call => call.Id == callId);
            return new(call is { Plan.IsFound: true } ? call.Attempt : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        switch (LookUpFault(attempt, _time.GetUtcNow()))
        {
            case SimulatedOutageKind.Throws:
                throw Broken();
            case SimulatedOutageKind.Hangs:
                return new(new TaskCompletionSource().Task);
        }

        lock (_lock)
        {
            _calls.GetValueOrDefault(attempt)?.Abort();
        }

        return default;
    }

    /// <summary>Stops all reports.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var call in _calls.Values)
            {
                call.Silence();
            }
        }
    }

    private CallPlan PlanFor(in DispatchRequest request)
    {
        if (OutageAt(_time.GetUtcNow()) is { } kind)
        {
            return CallPlan.Of(kind);
        }

        var nth = CountDispatch(request.Attempt);
        return _options.MagicNumbers && MagicNumbers.Find(request.Address) is { } script
            ? MagicPlans.For(script, request, nth, _options.CallLength)
            : _drawn.For(request, nth);
    }

    /// <summary>Counts the contact's dispatches. The attempt's number would also count attempts held back before the send, and so depend
    /// on other contacts.</summary>
    private int CountDispatch(AttemptId attempt)
    {
        lock (_lock)
        {
            return _dispatched[(attempt.Store, attempt.Job)] = _dispatched.GetValueOrDefault((attempt.Store, attempt.Job)) + 1;
        }
    }

    private void Place(AttemptId attempt, string id, CallPlan plan)
    {
        lock (_lock)
        {
            Dispatches++;
            if (plan.IsPlaced && !_isDisposed)
            {
                var call = _calls[attempt] = new SimulatedCall(id, attempt, _time.GetUtcNow(), plan);
                call.Begin(_time, index => Deliver(call, index));
            }
        }
    }

    private void Deliver(SimulatedCall call, int index)
    {
        lock (_lock)
        {
            call.Delivered();
            if (_isDisposed || call.IsAborted || IsDown(SimulatedOutageKind.ReportsLost))
            {
                return;
            }
        }

        _line.Send(call.Report(index, _options));
    }

    private async ValueTask<DispatchResult> AnswerLaterAsync(CallPlan plan, string id, TimeSpan wait)
    {
        await Task.Delay(wait, _time);
        return Answer(plan, id);
    }

    private DispatchResult Answer(CallPlan plan, string id) => plan.Dispatch switch
    {
        DispatchPlan.Accepts => DispatchResult.Accepted(id),
        DispatchPlan.Throttles => DispatchResult.RetryAt(_time.GetUtcNow() + _options.RetryAfter),
        DispatchPlan.PlacesNothing => DispatchResult.NotPlaced("simulated"),
        _ => throw Broken(),
    };

    /// <summary>The fault of a lookup or an abort; null for none.</summary>
    private SimulatedOutageKind? LookUpFault(AttemptId attempt, DateTimeOffset now)
    {
        var dice = Dice.For(_options.Seed, attempt, now);
        var (isThrown, isHung, isNothing) =
            (dice.Rolls(
                _options.Faults.LookUpThrows), dice.Rolls(_options.Faults.LookUpHangs), dice.Rolls(_options.Faults.LookUpFindsNothing));
        return OutageAt(now)
            ?? (isThrown
                ? SimulatedOutageKind.Throws
                : isHung ? SimulatedOutageKind.Hangs : isNothing ? SimulatedOutageKind.NotPlaced : null);
    }

    private SimulatedOutageKind? OutageAt(DateTimeOffset now) =>
        _options.Outages.FirstOrDefault(outage => outage.Holds(now) && outage.Kind != SimulatedOutageKind.ReportsLost)?.Kind;

    private bool IsDown(SimulatedOutageKind kind) => _options.Outages.Any(outage => outage.Kind == kind && outage.Holds(_time.GetUtcNow()));

    private static HttpRequestException Broken() => new("The simulated provider broke.");

    private static ValueTask<T> Never<T>() => new(new TaskCompletionSource<T>().Task);
}
