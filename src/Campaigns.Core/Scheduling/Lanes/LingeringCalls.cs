using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// An attempt that has ended although nobody knows that the call did: its address is busy until that is known, or the longest call is over.
/// </summary>
internal sealed class LingeringCall
{
    public LingeringCall(AddressKey address, BusyRow row)
    {
        (Address, Row) = (address, row);
        Wake = new HeapNode<object>(this);
    }

    public AddressKey Address { get; }

    /// <summary>What the store holds of it.</summary>
    public BusyRow Row { get; set; }

    /// <summary>When it must be over, on the monotonic clock.</summary>
    public HeapNode<object> Wake { get; }
}

/// <summary>
/// Keeps addresses busy for as long as somebody may be on the phone. Deadlines ride the monotonic clock; the store holds wall-clock
/// instants,
/// which are written anew when that clock leaps, because after a restart there is nothing else to go by.
/// </summary>
internal sealed class LingeringCalls(SchedulerState state, ParkedJobs aside)
{
    /// <summary>How many minutes one that is at the end of its life is waited for while it is looked up.</summary>
    private const int ForALookUp = 5;

    private readonly Dictionary<(long Job, int Number), LingeringCall> _calls = [];

    /// <summary>
    /// Keeps the address of a live attempt that ends, if the call may be on: nobody told its end, or it was aborted while its dispatch was
    /// under way.
    /// </summary>
    /// <param name="live">The attempt.</param>
    /// <param name="outcome">How it ends.</param>
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

    /// <summary>How long a call may last after a sign of life.</summary>
    public TimeSpan TimeoutOf(in LiveAttempt attempt)
    {
        ref var job = ref state.Jobs[attempt.Job];
        return job.Plan.Contact(attempt.Step).Timeout;
    }

    /// <summary>How much is left of the longest life of an attempt; nothing or less when it is over.</summary>
    public TimeSpan LifeLeft(in LiveAttempt attempt)
    {
        var (life, timeout) = (attempt.Provider.LongestLife, TimeoutOf(attempt));
        return TimeSpan.FromTicks(Now.After(attempt.BornAt, life > timeout ? life : timeout) - state.Now.Mono);
    }

    /// <summary>
    /// Sets until when something must be heard of an attempt. The end of its life is counted in whole minutes, because each distinct time
    /// has a queue of its own.
    /// </summary>
    /// <param name="live">The attempt.</param>
    /// <param name="timeout">How long it has, unless its life ends before; null for as long as it lives, and for a look-up in any
    /// case.</param>
    public void SetDeadline(int live, TimeSpan? timeout)
    {
        var left = LifeLeft(state.Live[live]);
        var minutes = TimeSpan.FromMinutes(Math.Ceiling(Math.Max(timeout is null ? ForALookUp : 0, left.TotalMinutes)));
        state.Live.SetDeadline(live, timeout <= left ? timeout.Value : minutes, state.Now.Mono);
    }

    /// <summary>
    /// Something is heard of an attempt that has ended: its end, or a sign of life, from which on the longest call counts.
    /// </summary>
    public void Heard(long job, int number, bool isOver)
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

    /// <summary>The longest call is over.</summary>
    public void Expire(LingeringCall call) => Over(call.Row.Job, call.Row.Number);

    /// <summary>Nobody is on the phone any more.</summary>
    private void Over(long job, int number)
    {
        if (_calls.Remove((job, number), out var call))
        {
            state.CancelMonoWake(call.Wake);
            state.Decisions.Batch.Write(call.Row with { IsBusy = false });
            Free(call.Address);
        }
    }

    /// <summary>Takes over what the store holds.</summary>
    /// <param name="row">The row, of an attempt that is not live.</param>
    /// <param name="left">How long it may still last.</param>
    public void Load(BusyRow row, TimeSpan left)
    {
        if (left <= TimeSpan.Zero)
        {
            state.Decisions.Batch.Write(row with { IsBusy = false });
            return;
        }

        var address = state.Route(row.Channel).KeyOf(state.Tenant(row.Tenant).Index, row.Address);
        state.Addresses.Take(address);
        Keep(new LingeringCall(address, row), left);
    }

    /// <summary>The wall clock has leapt: what the store holds is set right, or a restart would count by the leap.</summary>
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

    /// <summary>Stores until when a live attempt may be on the phone.</summary>
    public void Write(int live)
    {
        ref var attempt = ref state.Live[live];
        attempt.NoteBusyRow();
        var left = TimeSpan.FromTicks(Math.Max(0, attempt.Deadline - state.Now.Mono));
        state.Decisions.Batch.Write(RowOf(attempt, left));
    }

    /// <summary>When each call that lingers must be over, on the monotonic clock.</summary>
    public IEnumerable<((long Job, int Number) Attempt, long Deadline)> Deadlines => _calls.Select(call => (call.Key, call.Value.Wake.Key));

    private void Keep(LingeringCall call, TimeSpan left)
    {
        _calls[(call.Row.Job, call.Row.Number)] = call;
        var until = Now.After(state.Now.Mono, left);
        state.Addresses.Linger(call.Address, until);
        state.WakeAtMono(call.Wake, until);
    }

    /// <summary>Frees an address: who waited for it may go.</summary>
    public void Free(in AddressKey address)
    {
        if (state.Addresses.Free(address) is { } waiters)
        {
            foreach (var (slot, job) in waiters)
            {
                aside.Return(slot, job);
            }
        }
    }

    /// <summary>The longest call from the last sign of life, which is now while the dispatch is under way.</summary>
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
