using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A live attempt: it holds its slots in every cap from commit to outcome.</summary>
internal struct LiveAttempt
{
    public int Job;
    public long JobId;
    public int Number;
    public AttemptState State;

    /// <summary>Whether the provider's dispatch credit is still held.</summary>
    public bool HoldsCredit;

    /// <summary>What its provider's breaker has to know of it.</summary>
    public BreakerMark Mark;

    /// <summary>What the tenant's channel has to know of it, should it have been unavailable.</summary>
    public BreakerMark ChannelMark;

    /// <summary>What the tenant's account at the provider has to know of it, should something have been refused there.</summary>
    public BreakerMark AccountMark;

    /// <summary>Whether a query, an abort or a withdrawal is under way.</summary>
    public bool Asked;

    public AddressKey Address;

    /// <summary>The contact that it went to, if that has changed since; null for the job's.</summary>
    public Contact? Former;

    /// <summary>What its tenant's history knows it by; 0 or less when it stands in none.</summary>
    public long Noted;
    public ProviderEntry Provider;
    public string? CallId;

    /// <summary>What was reported while its dispatch had not returned: it ends with no less.</summary>
    public AttemptOutcome Reported;

    /// <summary>Whether <see cref="Reported"/> is what answered, and the call goes on.</summary>
    public bool GoesOn;
    public string? ProviderStatus;

    /// <summary>Where it counts in quotas, until it is known not to have been sent.</summary>
    public TakenQuotas Quotas;
    public long OccurredAt;
    public long ContentHash;
    public long CommittedAt;
    public long Epoch;
    public short Step;
    public short Try;

    /// <summary>The last sign of life, on the monotonic clock, once it is accepted.</summary>
    public long SeenAt;

    /// <summary>Whether it was looked up, since the store was read: until then its life is not over.</summary>
    public bool WasLookedUp;

    /// <summary>When it was committed, on the monotonic clock; of one of an earlier process, as the wall clock tells it.</summary>
    public long BornAt;

    /// <summary>Whether the store holds a <see cref="BusyRow"/> of it.</summary>
    public bool HasBusyRow;

    public long Deadline;
    public DeadlineQueue? Queue;
    public int Next;
    public int Previous;

    /// <summary>Whether its outcome is reported and nothing more is to come.</summary>
    public readonly bool IsOver => Reported != AttemptOutcome.None && !GoesOn;

    /// <summary>Whether a report tells that a machine has answered, which is not known yet.</summary>
    public readonly bool IsNewMachine(ProviderReport report) =>
        report is { State: AttemptState.Answered, Outcome: AttemptOutcome.Machine } && Reported < AttemptOutcome.Machine;

    /// <summary>Takes what was reported: how it ended, or what has answered.</summary>
    public void Take(ProviderReport report)
    {
        Note(report);
        GoesOn = report.State != AttemptState.Ended && (GoesOn || Reported == AttemptOutcome.None);
        Reported = report.Outcome > Reported ? report.Outcome : Reported;
        State = report.State != AttemptState.Ended && report.State > State ? report.State : State;
    }

    /// <summary>Notes what the provider said along with a status that counts.</summary>
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

/// <summary>Live attempts with the same timeout, the earliest deadline first, because each is added when its time begins.</summary>
internal sealed class DeadlineQueue
{
    public int First = -1;
    public int Last = -1;
}

/// <summary>
/// The live attempts, in slots that are used again, and their deadlines: one queue for each distinct timeout, so that an attempt
/// that ends in time leaves nothing behind.
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

    /// <summary>The attempt in the slot, if it still is this one.</summary>
    public bool Holds(int slot, long job, int number) =>
        slot >= 0 && slot < _used && _attempts[slot].JobId == job && _attempts[slot].Number == number;

    /// <summary>Makes an attempt known by the provider's id for it.</summary>
    public void SetCall(int slot, string? callId)
    {
        ref var attempt = ref _attempts[slot];
        if (callId is not null)
        {
            ForgetCall(slot); // its provider may have called it otherwise before
            attempt.CallId = callId;
            _calls[(attempt.Provider.Name, callId)] = slot;
        }
    }

    /// <summary>The live attempt that a provider knows by its id; -1 for none.</summary>
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

    /// <summary>Sets deadlines that began before this process did, in a queue of their own.</summary>
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

    /// <summary>Takes the next attempt whose deadline has come out of its queue; it stays live.</summary>
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
