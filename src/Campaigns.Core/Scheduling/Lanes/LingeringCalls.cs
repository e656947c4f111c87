using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// An attempt that has ended while its call may still be on. The address stays busy until a report says that the call is over, or until the
/// longest call is over.
/// </summary>
internal sealed class LingeringCall
{
    public LingeringCall(AddressKey address, BusyRow row)
    {
        (Address, Row) = (address, row);
        Wake = new HeapNode<object>(this);
    }

    public AddressKey Address { get; }

    /// <summary>The row in the store.</summary>
    public BusyRow Row { get; set; }

    /// <summary>The wake at the end of the longest call, on the monotonic clock.</summary>
    public HeapNode<object> Wake { get; }
}

/// <summary>
/// Keeps addresses busy while a call may still be on. Deadlines use the monotonic clock. The store holds wall-clock instants, because a
/// restart has no other clock. A leap of the wall clock rewrites these instants.
/// </summary>
internal sealed class LingeringCalls(SchedulerState state, ParkedJobs parked)
{
    /// <summary>The minimum time for a lookup when the maximum duration of an attempt is over, in minutes.</summary>
    private const int ForALookUp = 5;

    private readonly Dictionary<(long Job, int Number), LingeringCall> _calls = [];

    /// <summary>
    /// Keeps the address of an ending attempt busy if the call may still be on: the outcome is unknown, or the attempt was aborted during
    /// its dispatch.
    /// </summary>
    /// <param name="live">The attempt.</param>
    /// <param name="outcome">The outcome of the attempt.</param>
    /// <returns>Whether the address stays busy.</returns>
    public bool TryKeep(int live, AttemptOutcome outcome)
    {
        ref var attempt = ref state.Live[live];
        var mayBeOn = outcome == AttemptOutcome.Unknown || (outcome == AttemptOutcome.Aborted && attempt.HoldsCredit);
        var left = mayBeOn ? LongestLeft(attempt) : TimeSpan.Zero;
        if (left > TimeSpan.Zero)
        {
            var row = RowOf(attempt, left);
            Keep(new LingeringCall(attempt.Address, row), left);
            state.Decisions.Batch.Write(row);
        }
        else if (attempt.HasBusyRow)
        {
            state.Decisions.Batch.Write(RowOf(attempt, TimeSpan.Zero) with { IsBusy = false });
        }

        return left > TimeSpan.Zero;
    }

    /// <summary>The time that a call may last after a sign of life.</summary>
    public TimeSpan TimeoutOf(in LiveAttempt attempt)
    {
        ref var job = ref state.Jobs[attempt.Job];
        return job.Plan.Contact(attempt.Step).Timeout;
    }

    /// <summary>The time left until the maximum duration of an attempt; zero or less when this duration is over.</summary>
    public TimeSpan LifeLeft(in LiveAttempt attempt)
    {
        var (longest, timeout) = (attempt.Provider.MaxAttemptDuration, TimeoutOf(attempt));
        return TimeSpan.FromTicks(Now.After(attempt.BeganAt, longest > timeout ? longest : timeout) - state.Now.Mono);
    }

    /// <summary>
    /// Sets the deadline for the next news of an attempt. The time left until the maximum duration is rounded up to whole minutes, because
    /// each distinct time has its own queue.
    /// </summary>
    /// <param name="live">The attempt.</param>
    /// <param name="timeout">The timeout, cut at the maximum duration of the attempt. Null: the maximum duration, but with enough time for
    /// a lookup.</param>
    public void SetDeadline(int live, TimeSpan? timeout)
    {
        var left = LifeLeft(state.Live[live]);
        var minutes = TimeSpan.FromMinutes(Math.Ceiling(Math.Max(timeout is null ? ForALookUp : 0, left.TotalMinutes)));
        state.Live.SetDeadline(live, timeout <= left ? timeout.Value : minutes, state.Now.Mono);
    }

    /// <summary>Handles news of an ended attempt: the end of its call, or a sign of life, which restarts the longest call time.</summary>
    public void RecordSign(long job, int number, bool isOver)
    {
        if (isOver)
        {
            Over(job, number);
        }
        else if (_calls.TryGetValue((job, number), out var call))
        {
            call.Row = call.Row with { Until = At(call.Row.Within) };
            state.Decisions.Batch.Write(call.Row);
            Keep(call, call.Row.Within);
        }
    }

    /// <summary>Frees the address because the longest call is over.</summary>
    public void Expire(LingeringCall call) => Over(call.Row.Job, call.Row.Number);

    /// <summary>Ends the lingering of calls whose person is erased, so that their addresses are not stored again.</summary>
    public void Forget(Func<BusyRow, bool> isErased)
    {
        foreach (var call in _calls.Values.Where(call => isErased(call.Row)).ToList())
        {
            Over(call.Row.Job, call.Row.Number);
        }
    }

    /// <summary>Ends the lingering of a call and frees its address.</summary>
    private void Over(long job, int number)
    {
        if (_calls.Remove((job, number), out var call))
        {
            state.CancelMonoWake(call.Wake);
            state.Decisions.Batch.Write(call.Row with { IsBusy = false });
            Free(call.Address);
        }
    }

    /// <summary>Loads a row from the store.</summary>
    /// <param name="row">The row of an attempt that is not live.</param>
    /// <param name="left">The time that the call may still last.</param>
    public void Load(BusyRow row, TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
        {
            state.Decisions.Batch.Write(row with { IsBusy = false });
            return;
        }

        var address = state.Route(row.Channel).KeyOf(state.Tenant(row.Tenant).Index, row.Address);
        state.Addresses.Add(address);
        Keep(new LingeringCall(address, row), left);
    }

    /// <summary>
    /// Rewrites the stored instants after a leap of the wall clock, because otherwise a restart would be off by the leap.
    /// </summary>
    public void Rewrite()
    {
        foreach (var call in _calls.Values)
        {
            call.Row = call.Row with { Until = At(TimeSpan.FromTicks(Math.Max(0, call.Wake.Key - state.Now.Mono))) };
            state.Decisions.Batch.Write(call.Row);
        }

        foreach (var live in state.Live.All)
        {
            Write(live);
        }
    }

    /// <summary>Stores the time until which the call of a live attempt may last.</summary>
    public void Write(int live)
    {
        ref var attempt = ref state.Live[live];
        attempt.NoteBusyRow();
        var left = TimeSpan.FromTicks(Math.Max(0, attempt.Deadline - state.Now.Mono));
        state.Decisions.Batch.Write(RowOf(attempt, left));
    }

    /// <summary>The deadline of each lingering call, on the monotonic clock.</summary>
    public IEnumerable<((long Job, int Number) Attempt, long Deadline)> Deadlines => _calls.Select(call => (call.Key, call.Value.Wake.Key));

    private void Keep(LingeringCall call, TimeSpan left)
    {
        _calls[(call.Row.Job, call.Row.Number)] = call;
        var until = Now.After(state.Now.Mono, left);
        state.Addresses.Linger(call.Address, until);
        state.WakeAtMono(call.Wake, until);
    }

    /// <summary>Frees an address, and returns the jobs that wait for it to their lanes.</summary>
    public void Free(in AddressKey address)
    {
        if (state.Addresses.Free(address) is { } waiters)
        {
            foreach (var (slot, job) in waiters)
            {
                parked.Return(slot, job);
            }
        }
    }

    /// <summary>The rest of the longest call since the last sign of life. During the dispatch, the last sign of life is now.</summary>
    private TimeSpan LongestLeft(in LiveAttempt attempt)
    {
        var timeout = TimeoutOf(attempt);
        var left = attempt.HoldsCredit ? timeout : TimeSpan.FromTicks(Math.Max(0, Now.After(attempt.SeenAt, timeout) - state.Now.Mono));
        return attempt.HoldsCredit || left < LifeLeft(attempt) ? left : LifeLeft(attempt);
    }

    private BusyRow RowOf(in LiveAttempt attempt, TimeSpan left)
    {
        ref var job = ref state.Jobs[attempt.Job];
        var channel = attempt.Provider.Channel;
        var address = (attempt.Former ?? job.Contact).AddressOn(channel) ?? "";
        return new BusyRow(attempt.JobId, attempt.Number, job.Lane.Campaign.Row.Tenant, channel, address, At(left), TimeoutOf(attempt));
    }

    private DateTimeOffset At(TimeSpan left) => new(Math.Min(Now.Never, Now.After(state.Now.Wall, left)), TimeSpan.Zero);
}
