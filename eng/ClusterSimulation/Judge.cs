namespace Campaigns.ClusterSimulation;

/// <summary>
/// Sees every attempt of every shard as the providers do, and counts what exceeds a limit. Knows nothing of shares: it counts live calls,
/// and messages in each sliding window.
/// </summary>
internal sealed class Judge(long window)
{
    /// <summary>How long a lowered limit may take to reach every shard: the time of shares, and messages.</summary>
    private static readonly long Grace = Agenda.Seconds(6);
    private readonly Queue<(long At, int Limit)> _caps = [];
    private readonly Queue<(long At, int Limit)> _rates = [];
    private readonly Queue<long> _sent = [];
    private readonly Queue<FreeUnit> _free = [];
    private readonly Dictionary<int, Stack<FreeUnit>> _freeOfShard = [];
    private long _lookedAt;
    private int _cap;

    public int OverCap { get; private set; }

    public int OverRate { get; private set; }

    public long Calls { get; private set; }

    public long Messages { get; private set; }

    public int Live { get; private set; }

    /// <summary>Units of the cap on calls times ticks in which somebody wanted one and nobody used it.</summary>
    public double Idle { get; private set; }

    /// <summary>Units of the cap on calls times ticks in which somebody wanted one.</summary>
    public double Wanted { get; private set; }

    /// <summary>How long a unit of the cap on calls was unused, and wanted by the shard that then used it, in ticks.</summary>
    public List<long> Moves { get; } = [];

    public void SetCalls(int cap, long now)
    {
        _cap = cap;
        _caps.Enqueue((now, cap));
    }

    public void SetRate(int rate, long now) => _rates.Enqueue((now, rate));

    public void Begin(int shard, long now, long wantedSince)
    {
        Calls++;
        Live++;
        NoteMove(shard, now, wantedSince);
        OverCap += Live > Allowed(_caps, now) ? 1 : 0;
    }

    public void End(int shard, long now)
    {
        Live--;
        var unit = new FreeUnit(now);
        _free.Enqueue(unit);
        if (!_freeOfShard.TryGetValue(shard, out var own))
        {
            _freeOfShard[shard] = own = [];
        }

        own.Push(unit);
    }

    public void Send(long now)
    {
        Messages++;
        _sent.Enqueue(now);
        while (_sent.Peek() <= now - window)
        {
            _sent.Dequeue();
        }

        OverRate += _sent.Count > Allowed(_rates, now) ? 1 : 0;
    }

    /// <summary>Counts what is idle since the last look.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isWanted">Whether a job waits for a call.</param>
    public void Look(long now, bool isWanted)
    {
        if (isWanted)
        {
            Wanted += (double)_cap * (now - _lookedAt);
            Idle += (double)Math.Max(0, _cap - Live) * (now - _lookedAt);
        }

        _lookedAt = now;
    }

    private void NoteMove(int shard, long now, long wantedSince)
    {
        while (_freeOfShard.TryGetValue(shard, out var own) && own.TryPop(out var unit))
        {
            if (!unit.IsTaken)
            {
                unit.Take();
                return;
            }
        }

        while (_free.TryDequeue(out var unit))
        {
            if (!unit.IsTaken)
            {
                unit.Take();
                Moves.Add(now - Math.Max(unit.Since, wantedSince));
                return;
            }
        }
    }

    /// <summary>The largest limit that was in force in the time that a change may take.</summary>
    private static int Allowed(Queue<(long At, int Limit)> limits, long now)
    {
        while (limits.Count > 1 && limits.ElementAt(1).At <= now - Grace)
        {
            limits.Dequeue();
        }

        return limits.Max(limit => limit.Limit);
    }

    private sealed class FreeUnit(long since)
    {
        public long Since => since;

        public bool IsTaken { get; private set; }

        public void Take() => IsTaken = true;
    }
}
