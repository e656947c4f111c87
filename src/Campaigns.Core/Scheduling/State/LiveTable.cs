using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A live attempt. Holds its slot in every cap from its commit to its outcome.</summary>
internal struct LiveAttempt
{
    public int Job;
    public long JobId;
    public int Number;
    public AttemptState State;

    /// <summary>Whether the attempt still holds the provider's dispatch credit.</summary>
    public bool HoldsCredit;

    /// <summary>The mark for the provider's breaker.</summary>
    public BreakerMark Mark;

    /// <summary>The mark for the breaker of the tenant's channel, if the channel has been unavailable.</summary>
    public BreakerMark ChannelMark;

    /// <summary>
    /// The mark for the breaker of the tenant's account at the provider, if the provider has refused an attempt of the tenant.
    /// </summary>
    public BreakerMark AccountMark;

    /// <summary>Whether a lookup, an abort or a withdrawal is under way.</summary>
    public bool Asked;

    public AddressKey Address;

    /// <summary>The contact that the attempt went to, if the job's contact has changed since; null otherwise.</summary>
    public Contact? Former;

    /// <summary>The attempt's id in the tenant's history; 0 or less for none.</summary>
    public long Noted;
    public ProviderEntry Provider;
    public string? CallId;

    /// <summary>The outcome reported before the dispatch returned. The attempt ends with at least this outcome.</summary>
    public AttemptOutcome Reported;

    /// <summary>Whether <see cref="Reported"/> only says who answered and the call continues.</summary>
    public bool GoesOn;
    public string? ProviderStatus;

    /// <summary>Where the attempt counts in quotas, until it is known not to have been sent.</summary>
    public TakenQuotas Quotas;
    public long OccurredAt;
    public long ContentHash;
    public long CommittedAt;
    public long Epoch;
    public short Step;
    public short Try;

    /// <summary>The last sign of life after acceptance, on the monotonic clock.</summary>
    public long SeenAt;

    /// <summary>Whether the attempt was looked up since the store was read. Its lifetime does not end before that.</summary>
    public bool WasLookedUp;

    /// <summary>
    /// When the attempt was committed, on the monotonic clock. For an attempt of an earlier process, computed from the wall clock.
    /// </summary>
    public long BornAt;

    /// <summary>Whether the store holds a <see cref="BusyRow"/> for the attempt.</summary>
    public bool HasBusyRow;

    public long Deadline;
    public DeadlineQueue? Queue;
    public int Next;
    public int Previous;

    /// <summary>Whether the outcome is reported and no further reports are expected.</summary>
    public readonly bool IsOver => Reported != AttemptOutcome.None && !GoesOn;

    /// <summary>Whether a report is the first to say that a machine has answered.</summary>
    public readonly bool IsNewMachine(ProviderReport report) =>
        report is { State: AttemptState.Answered, Outcome: AttemptOutcome.Machine } && Reported < AttemptOutcome.Machine;

    /// <summary>Applies a report: the outcome, or who has answered.</summary>
    public void Take(ProviderReport report)
    {
        Note(report);
        GoesOn = report.State != AttemptState.Ended && (GoesOn || Reported == AttemptOutcome.None);
        Reported = report.Outcome > Reported ? report.Outcome : Reported;
        State = report.State != AttemptState.Ended && report.State > State ? report.State : State;
    }

    /// <summary>Notes the provider's details of a report that counts.</summary>
    public void Note(ProviderReport report)
    {
        ProviderStatus = report.Raw ?? ProviderStatus;
        OccurredAt = report.OccurredAt?.UtcTicks ?? OccurredAt;
    }

    public readonly AttemptRow Row(AttemptOutcome outcome, long endedAt, string? note) => new()
    {
        Job = JobId,
        Number = Number,
        Step = Step,
        Try = Try,
        State = State,
        Outcome = outcome,
        Epoch = Epoch,
        CommittedAt = CommittedAt,
        EndedAt = endedAt,
        Provider = Provider.Name,
        ProviderCallId = CallId,
        Note = note,
        ProviderStatus = ProviderStatus,
        OccurredAt = OccurredAt,
        ContentHash = ContentHash,
        Contact = Former,
    };
}

/// <summary>Live attempts with the same timeout, ordered by deadline, because each is added when its timeout starts.</summary>
internal sealed class DeadlineQueue
{
    public int First = -1;
    public int Last = -1;
}

/// <summary>
/// The live attempts, in reusable slots, and their deadlines. Each distinct timeout has one queue, so that an attempt that ends in time
/// leaves no stale entry.
/// </summary>
internal sealed class LiveTable
{
    private readonly Dictionary<long, DeadlineQueue> _queues = [];
    private readonly Dictionary<(string Provider, string CallId), int> _calls = [];
    private readonly Stack<int> _free = [];
    private LiveAttempt[] _attempts = new LiveAttempt[64];
    private int _used;

    public int Count => _used - _free.Count;

    public ref LiveAttempt this[int slot] => ref _attempts[slot];

    public int Add(in LiveAttempt attempt)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot == _attempts.Length)
            {
                Array.Resize(ref _attempts, slot * 2);
            }
        }

        _attempts[slot] = attempt;
        return slot;
    }

    /// <summary>Whether the slot still holds the given attempt.</summary>
    public bool Holds(int slot, long job, int number) =>
        slot >= 0 && slot < _used && _attempts[slot].JobId == job && _attempts[slot].Number == number;

    /// <summary>Registers the provider's call id of an attempt.</summary>
    public void SetCall(int slot, string? callId)
    {
        ref var attempt = ref _attempts[slot];
        if (callId is not null)
        {
            ForgetCall(slot); // the provider may have used another id for it before
            attempt.CallId = callId;
            _calls[(attempt.Provider.Name, callId)] = slot;
        }
    }

    /// <summary>The live attempt with a provider's call id; -1 for none.</summary>
    public int FindCall(string provider, string callId) => _calls.GetValueOrDefault((provider, callId), -1);

    public void Free(int slot)
    {
        ClearDeadline(slot);
        ForgetCall(slot);
        _attempts[slot] = default;
        _free.Push(slot);
    }

    private void ForgetCall(int slot)
    {
        ref readonly var attempt = ref _attempts[slot];
        if (attempt.CallId is { } callId && FindCall(attempt.Provider.Name, callId) == slot)
        {
            _calls.Remove((attempt.Provider.Name, callId));
        }
    }

    public void SetDeadline(int slot, TimeSpan timeout, long mono)
    {
        ClearDeadline(slot);
        Append(slot, timeout.Ticks, Now.After(mono, timeout));
    }

    /// <summary>Sets deadlines that began before this process, in a separate queue.</summary>
    public void SetDeadlines(List<(int Slot, long Deadline)> deadlines)
    {
        deadlines.Sort((a, b) => a.Deadline.CompareTo(b.Deadline));
        deadlines.ForEach(resumed => Append(resumed.Slot, long.MinValue, resumed.Deadline));
    }

    private void Append(int slot, long key, long deadline)
    {
        if (!_queues.TryGetValue(key, out var queue))
        {
            _queues[key] = queue = new DeadlineQueue();
        }

        ref var attempt = ref _attempts[slot];
        attempt.Deadline = deadline;
        attempt.Queue = queue;
        attempt.Next = -1;
        attempt.Previous = queue.Last;
        if (queue.Last >= 0)
        {
            _attempts[queue.Last].Next = slot;
        }
        else
        {
            queue.First = slot;
        }

        queue.Last = slot;
    }

    public void ClearDeadline(int slot)
    {
        ref var attempt = ref _attempts[slot];
        if (attempt.Queue is not { } queue)
        {
            return;
        }

        if (attempt.Previous >= 0)
        {
            _attempts[attempt.Previous].Next = attempt.Next;
        }
        else
        {
            queue.First = attempt.Next;
        }

        if (attempt.Next >= 0)
        {
            _attempts[attempt.Next].Previous = attempt.Previous;
        }
        else
        {
            queue.Last = attempt.Previous;
        }

        attempt.Queue = null;
    }

    /// <summary>The earliest deadline; <see cref="long.MaxValue"/> for none.</summary>
    public long NextDeadline
    {
        get
        {
            var next = long.MaxValue;
            foreach (var queue in _queues.Values)
            {
                if (queue.First >= 0)
                {
                    next = Math.Min(next, _attempts[queue.First].Deadline);
                }
            }

            return next;
        }
    }

    /// <summary>Removes the next overdue attempt from its deadline queue. The attempt stays live.</summary>
    public bool TryTakeOverdue(long mono, out int slot)
    {
        foreach (var queue in _queues.Values)
        {
            if (queue.First >= 0 && _attempts[queue.First].Deadline <= mono)
            {
                slot = queue.First;
                ClearDeadline(slot);
                return true;
            }
        }

        slot = -1;
        return false;
    }

    public IEnumerable<int> All => Enumerable.Range(0, _used).Where(slot => _attempts[slot].JobId != 0);
}
