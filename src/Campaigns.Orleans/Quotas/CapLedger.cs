namespace Campaigns.Orleans.Quotas;

/// <summary>Units that were used lately: nobody may use them before an instant.</summary>
/// <param name="Until">The instant, in ticks of the ledger's clock.</param>
/// <param name="Units">The number of units.</param>
internal readonly record struct RestingUnits(long Until, long Units);

/// <summary>
/// Who holds the units of one cap. The sum never exceeds the total, unless the total was lowered, or a shard holds more than it was given,
/// as in a shard that had no cap before. Then nothing is granted until the sum fits.
/// </summary>
internal sealed class CapLedger(string name)
{
    /// <summary>A shard that may use the cap without bound.</summary>
    public const int Unbounded = int.MaxValue;

    private readonly List<RestingUnits> _resting = [];

    public string Name => name;

    public string Subject { get; } = CapNames.SubjectIn(name);

    /// <summary>How long used units rest, in ticks; 0 for caps on calls and for quotas.</summary>
    public long Window { get; } = CapNames.WindowIn(name);

    /// <summary>The units that all shards may use together.</summary>
    public long Total { get; private set; } = Unbounded;

    /// <summary>The units by shard. A shard that is not listed may use the cap without bound, because nothing is known about it.</summary>
    public Dictionary<int, long> Units { get; } = [];

    public IReadOnlyList<RestingUnits> Resting => _resting;

    /// <summary>Whether the store must be told.</summary>
    public bool IsChanged { get; private set; } = true;

    /// <summary>Restores what the store holds.</summary>
    public void Load(long total, IReadOnlyList<(int Shard, long Units)> units, IReadOnlyList<RestingUnits> resting)
    {
        Total = total;
        foreach (var (shard, held) in units)
        {
            Units[shard] = held;
        }

        _resting.AddRange(resting);
        IsChanged = false;
    }

    public void SetTotal(long total)
    {
        IsChanged |= Total != total;
        Total = total;
    }

    /// <summary>Notes what a shard holds. What it held more before is free, at once or after a rest.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="held">The units that it holds.</param>
    /// <param name="rests">Whether the shard may have used the units lately.</param>
    /// <param name="now">The time of the ledger.</param>
    public void Settle(int shard, long held, bool rests, long now)
    {
        var before = Units.GetValueOrDefault(shard, Unbounded);
        if (before > held && rests && Window > 0)
        {
            _resting.Add(new RestingUnits(now + Window, Math.Min(before - held, Total)));
            IsChanged = true;
        }

        Set(shard, held);
    }

    /// <summary>Gives a shard units up to a target, as far as units are free.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="target">The units that it should have.</param>
    /// <param name="shards">The number of shards of the cluster.</param>
    /// <param name="now">The time of the ledger.</param>
    /// <returns>
    /// The units that it may use. None while more are held than there are, unless it is a rate: no call begins above a cap that was
    /// lowered.
    /// </returns>
    public long Grant(int shard, long target, int shards, long now)
    {
        if (Window == 0 && Units.Values.Sum() > Total)
        {
            return 0;
        }

        var held = Units.GetValueOrDefault(shard, Unbounded);
        var free = target > held ? Free(shards, now) : 0;
        if (free > 0)
        {
            held = Math.Min(target, held + free);
            Set(shard, held);
        }

        return Math.Min(held, target);
    }

    /// <summary>The units that nobody holds; negative if the sum does not fit.</summary>
    public long Free(int shards, long now)
    {
        IsChanged |= _resting.RemoveAll(resting => resting.Until <= now) > 0;
        return Units.Count < shards ? long.MinValue : Total - Units.Values.Sum() - _resting.Sum(resting => resting.Units);
    }

    private void Set(int shard, long held)
    {
        IsChanged |= !Units.TryGetValue(shard, out var before) || before != held;
        Units[shard] = held;
    }
}
