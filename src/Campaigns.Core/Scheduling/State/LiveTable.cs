namespace Campaigns.Scheduling;

/// <summary>Live attempts with the same timeout, ordered by deadline because each is added when its time begins.</summary>
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
            ForgetCall(slot); // the provider may have used another call id before
            attempt.SetCallId(callId);
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
        attempt.JoinQueue(queue, deadline);
        if (queue.Last >= 0)
        {
            _attempts[queue.Last].SetNext(slot);
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
            _attempts[attempt.Previous].SetNext(attempt.Next);
        }
        else
        {
            queue.First = attempt.Next;
        }

        if (attempt.Next >= 0)
        {
            _attempts[attempt.Next].SetPrevious(attempt.Previous);
        }
        else
        {
            queue.Last = attempt.Previous;
        }

        attempt.LeaveQueue();
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
