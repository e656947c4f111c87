namespace Campaigns.ClusterSimulation;

/// <summary>A tenant of a shard: its weight, what it wants to send, and what it has sent.</summary>
internal sealed class SimulatedTenant(int shard, int weight, bool isSaturated, bool isCaller)
{
    private long _notedAt;

    public int Shard => shard;

    public int Weight => weight;

    /// <summary>Whether the tenant has had work all the time, so that its share can be judged.</summary>
    public bool IsSaturated => isSaturated;

    /// <summary>Whether the tenant calls; otherwise it sends messages.</summary>
    public bool IsCaller => isCaller;

    public int Ready { get; private set; } = isSaturated ? int.MaxValue : 0;

    public int Live { get; private set; }

    /// <summary>The attempts since figures are counted.</summary>
    public long Sent { get; private set; }

    /// <summary>Attempts divided by the weight, for the order within the shard.</summary>
    public double Served { get; private set; }

    public void Add(int jobs) => Ready = isSaturated ? Ready : Ready + jobs;

    /// <summary>The time of its live calls together, in ticks, since figures are counted.</summary>
    public double LiveTime { get; private set; }

    public void Begin(long now)
    {
        Note(now);
        Ready = isSaturated ? Ready : Ready - 1;
        Live++;
        Sent++;
        Served += 1.0 / weight;
    }

    public void End(long now)
    {
        Note(now);
        Live--;
    }

    /// <summary>Adds the time since the last change.</summary>
    public void Note(long now)
    {
        LiveTime += (double)Live * (now - _notedAt);
        _notedAt = now;
    }

    public void Reset(long now)
    {
        Note(now);
        (Sent, LiveTime) = (0, 0);
    }

    /// <summary>Starts level with the others when work comes back.</summary>
    public void CatchUp(double served) => Served = Math.Max(Served, served);
}
