namespace Campaigns.Testing;

/// <summary>A placed call: its plan and the timers of its reports.</summary>
internal sealed class SimulatedCall(string id, AttemptId attempt, DateTimeOffset startedAt, CallPlan plan)
{
    private ITimer[]? _timers; // keeps the timers from the garbage collector
    private int _pending = plan.Reports.Count;

    public string Id => id;

    public AttemptId Attempt => attempt;

    public CallPlan Plan => plan;

    public bool IsAborted { get; private set; }

    public bool IsLive(DateTimeOffset now) => !IsAborted && now < startedAt + plan.Length;

    /// <summary>The answer of a lookup: the true state, or "cannot say" if the call is aborted or its plan hides it.</summary>
    public LookUpResult LookUpAt(DateTimeOffset now) =>
        !plan.IsFound || IsAborted ? LookUpResult.CannotSay : IsLive(now) ? LookUpResult.Live(id) : LookUpResult.Ended(plan.Outcome, id);

    public void Begin(TimeProvider time, Action<int> deliver) =>
        _timers = [.. plan.Reports.Select((report, i) => time.CreateTimer(_ => deliver(i), null, report.After, Timeout.InfiniteTimeSpan))];

    /// <summary>Counts a timer that has fired.</summary>
    public void Delivered()
    {
        if (--_pending == 0)
        {
            Silence();
        }
    }

    public void Abort()
    {
        IsAborted = true;
        Silence();
    }

    public void Silence()
    {
        foreach (var timer in _timers ?? [])
        {
            timer.Dispose();
        }

        _timers = null;
    }

    public ProviderReport Report(int index, SimulatedProviderOptions options)
    {
        var planned = plan.Reports[index];
        return new ProviderReport(options.ReportsByCallId ? null : attempt, planned.State, planned.Outcome)
        {
            Provider = options.Name,
            CallId = options.ReportsByCallId ? id : null,
            OccurredAt = startedAt + planned.HappensAfter,
            EventId = $"{id}-{planned.State}-{planned.Outcome}",
            Raw = Word(planned),
        };
    }

    /// <summary>The provider's own status text.</summary>
    private static string Word(PlannedReport report) => report.Outcome switch
    {
        AttemptOutcome.Completed => "completed",
        AttemptOutcome.Busy => "busy",
        AttemptOutcome.NoAnswer => "no-answer",
        AttemptOutcome.Machine => "answered-by-machine",
        AttemptOutcome.Rejected => "declined",
        AttemptOutcome.Invalid => "no-such-number",
        AttemptOutcome.OptedOut => "do-not-call",
        AttemptOutcome.Failed => "failed",
        _ => report.State == AttemptState.Ringing ? "ringing" : "in-progress",
    };
}
