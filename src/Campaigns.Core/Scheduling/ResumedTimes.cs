using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Restores the deadlines of attempts that were live before the store was read. The same process knows them on the monotonic clock. An
/// attempt that the process does not know there gets its full timeout from now on. A new process has only the wall clock, and ensures that
/// a leap of this clock gives no attempt more than its full timeout.
/// </summary>
internal sealed class ResumedTimes(SchedulerState state, IReadOnlyList<BusyRow> rows, CarriedTimes? carried)
{
    private readonly Dictionary<(long Job, int Number), BusyRow> _rows = rows.ToDictionary(row => (row.Job, row.Number));
    private readonly HashSet<(long Job, int Number)> _live = [];

    /// <summary>The deadlines of the live attempts, on the monotonic clock.</summary>
    public List<(int Live, long Deadline)> Deadlines { get; } = [];

    /// <summary>The rows of attempts that are not live.</summary>
    public IEnumerable<BusyRow> Lingering => rows.Where(row => !_live.Contains((row.Job, row.Number)));

    /// <summary>Counts an attempt as live, so that its row does not count as lingering.</summary>
    /// <returns>Whether the store holds a row of the attempt.</returns>
    public bool TakeRow(in AttemptRow attempt) =>
        _live.Add((attempt.Job, attempt.Number)) && _rows.ContainsKey((attempt.Job, attempt.Number));

    /// <summary>Resumes an attempt whose dispatch may be under way, in this process or an earlier one.</summary>
    public void ResumeDispatch(int live, in AttemptRow row)
    {
        ref var attempt = ref state.Live[live];
        var timeout = attempt.Provider.DispatchTimeout;
        var left = Left(row, timeout);
        attempt.See(state.Now.Mono + left); // by then it may have begun to ring
        Add(live, row, Math.Clamp(left, 0, timeout.Ticks));
    }

    /// <summary>Resumes an attempt that the provider has accepted. Each report of progress may have restarted its timeout.</summary>
    public void ResumeCall(int live, in AttemptRow row, TimeSpan timeout)
    {
        var whole = timeout * (1 + (row.State - AttemptState.Accepted));
        var left = Math.Clamp(Left(row, whole), 0, whole.Ticks);
        state.Live[live].See(state.Now.Mono + left - timeout.Ticks);
        Add(live, row, left);
    }

    /// <summary>The time that a lingering call may still last.</summary>
    public TimeSpan LeftOf(BusyRow row)
    {
        if (carried is not null)
        {
            return carried.OfLingering(row.Job, row.Number) is { } deadline ? TimeSpan.FromTicks(deadline - state.Now.Mono) : row.Within;
        }

        return TimeSpan.FromTicks(Math.Clamp(row.Until.UtcTicks - state.Now.Wall, 0, row.Within.Ticks));
    }

    /// <summary>
    /// The longest part of an attempt's life that may count as past. The rest leaves its outcome one full timeout, because the wall clock
    /// may have leapt.
    /// </summary>
    private long MostPast(int live)
    {
        ref var attempt = ref state.Live[live];
        ref var job = ref state.Jobs[attempt.Job];
        return Math.Max(0, (attempt.Provider.MaxAttemptDuration - job.Plan.Contact(attempt.Step).Timeout).Ticks);
    }

    private void Add(int live, in AttemptRow row, long left)
    {
        ref var attempt = ref state.Live[live];
        if (carried?.OfLive(row.Job, row.Number) is { } times)
        {
            attempt.Resume(times.SeenAt, times.BeganAt);
            Deadlines.Add((live, times.Deadline));
        }
        else
        {
            attempt.Resume(attempt.SeenAt, state.Now.Mono - Math.Clamp(state.Now.Wall - row.CommittedAt, 0, MostPast(live)));
            Deadlines.Add((live, state.Now.Mono + left));
        }
    }

    /// <summary>
    /// The rest of an attempt's timeout, according to the wall clock in a new process; negative when the timeout is over.
    /// </summary>
    private long Left(in AttemptRow row, TimeSpan timeout)
    {
        if (carried is not null)
        {
            return timeout.Ticks;
        }

        var until = _rows.TryGetValue((row.Job, row.Number), out var busy) ? busy.Until.UtcTicks : Now.After(row.CommittedAt, timeout);
        return Math.Min(until - state.Now.Wall, timeout.Ticks);
    }
}
