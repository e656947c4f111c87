using System.Diagnostics;

namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>
/// The provider's side of the calls, on its own thread. It accepts every call immediately, and reports its ringing, its answer and, after a
/// minute, its end. Some reports are out of order and some are repeated. While running, it allocates only what it passes to the engine.
/// </summary>
internal sealed class CallDriver : IProvider, IDisposable
{
    public const string Name = "voice-1";
    private const int EventsPerCall = 5; // more than any call has pending
    private static readonly TimeSpan CallTime = TimeSpan.FromMinutes(1);
    private readonly int _cap;
    private readonly Call[] _calls;
    private readonly long[] _freedAt;
    private readonly TimerWheel _wheel;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _began = new();
    private int _placed;
    private int _scheduled;
    private int _freed;
    private long _reports;
    private long _acknowledged;
    private long _ownTicks;
    private volatile bool _isStopped;

    /// <summary>Starts the thread. No call ends before <see cref="Begin"/>.</summary>
    /// <param name="cap">The number of simultaneous live calls.</param>
    /// <param name="contacts">The maximum number of calls in total.</param>
    public CallDriver(int cap, int contacts)
    {
        _cap = cap;
        _calls = new Call[contacts];
        _freedAt = new long[contacts];
        _wheel = new TimerWheel(cap * EventsPerCall * 2);
        _thread = new Thread(Run) { IsBackground = true, Name = "calls" };
        _thread.Start();
    }

    public ICampaignReports? ReportTo { get; set; }

    /// <summary>The number of calls placed so far.</summary>
    public int Placed => Volatile.Read(ref _placed);

    /// <summary>The number of calls that have ended so far.</summary>
    public int Freed => Volatile.Read(ref _freed);

    public long Reports => Interlocked.Read(ref _reports);

    /// <summary>The number of reports that the engine has committed and acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>The processor time of the thread outside the engine's methods.</summary>
    public TimeSpan OwnTime => TimeSpan.FromTicks(Interlocked.Read(ref _ownTicks));

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var enteredAt = Stopwatch.GetTimestamp();
        var number = Interlocked.Increment(ref _placed) - 1;
        var id = $"CA{number:D14}";
        ref var call = ref _calls[number];
        (call.Attempt, call.EnteredAt) = (request.Attempt, enteredAt);
        Volatile.Write(ref call.Id, id); // publishes the call to the thread
        return new(DispatchResult.Accepted(id));
    }

    /// <summary>
    /// Lets the calls proceed. The first calls, up to the cap, count as calls at every stage, so they end evenly over the next minute.
    /// </summary>
    public void Begin() => _began.Set();

    /// <summary>
    /// The times from the report that freed a slot to the entry of the dispatch that took it, for a range of ended calls.
    /// </summary>
    public Engine.Latencies SlotLatencies(int from, int to)
    {
        var latencies = new Engine.Latencies(to - from);
        for (var i = from; i < to; i++)
        {
            latencies.Add(Stopwatch.GetElapsedTime(_freedAt[i], _calls[_cap + i].EnteredAt));
        }

        return latencies;
    }

    public void Dispose()
    {
        _isStopped = true;
        _began.Set();
        _thread.Join();
        _began.Dispose();
    }

    private void Run()
    {
        _began.Wait();
        var began = Stopwatch.GetTimestamp();
        var reporting = TimeSpan.Zero;
        for (var next = 0L; !_isStopped; Thread.Sleep(1))
        {
            var now = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            Schedule(now);
            for (; next <= now; next++)
            {
                while (_wheel.TryTake(next, out var what))
                {
                    var report = ReportOf(what);
                    var before = ThreadTime.Now();
                    _ = AcknowledgeAsync(ReportTo!.ReportAsync(report));
                    reporting += ThreadTime.Now() - before;
                }
            }

            Interlocked.Exchange(ref _ownTicks, (ThreadTime.Now() - reporting).Ticks);
        }
    }

    /// <summary>Schedules the events of calls placed since the last check.</summary>
    private void Schedule(long now)
    {
        for (; _scheduled < _calls.Length && Volatile.Read(ref _calls[_scheduled].Id) is not null; _scheduled++)
        {
            var number = _scheduled;
            var age = number < _cap ? (long)(CallTime.TotalMilliseconds * (_cap - number - 1) / _cap) : 0;
            foreach (var (after, kind) in CallScript.Of(number, (long)CallTime.TotalMilliseconds))
            {
                if (after > age) // earlier events are past
                {
                    _wheel.Add(now + after - age, new CallEvent(number, kind));
                }
            }
        }
    }

    /// <summary>
    /// Builds a report. Half the calls report by attempt id, like a host that puts it into the callback URL; half by call id.
    /// </summary>
    private ProviderReport ReportOf(CallEvent what)
    {
        _reports++;
        ref readonly var call = ref _calls[what.Call];
        if (what.Kind == CallEventKind.Ended)
        {
            _freedAt[_freed] = Stopwatch.GetTimestamp();
            Volatile.Write(ref _freed, _freed + 1);
        }

        var state = what.Kind switch
        {
            CallEventKind.Ringing => AttemptState.Ringing,
            CallEventKind.Answered => AttemptState.Answered,
            _ => AttemptState.Ended,
        };
        var outcome = state == AttemptState.Ended ? AttemptOutcome.Completed : AttemptOutcome.None;
        return new ProviderReport(what.Call % 2 == 0 ? call.Attempt : null, state, outcome)
        {
            Provider = Name,
            CallId = call.Id,
            Raw = CallScript.WordFor(what.Kind),
            OccurredAt = DateTimeOffset.UtcNow,
            EventId = $"EV{_reports:D14}",
        };
    }

    private async Task AcknowledgeAsync(Task<ReportReceipt> report)
    {
        try
        {
            await report;
            Interlocked.Increment(ref _acknowledged);
        }
        catch (CampaignException problem) when (problem.Error == CampaignError.Stopped)
        {
            // the run is over
        }
    }

    private struct Call
    {
        public string? Id;
        public AttemptId Attempt;
        public long EnteredAt;
    }
}
