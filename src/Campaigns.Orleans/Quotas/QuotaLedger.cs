namespace Campaigns.Orleans.Quotas;

/// <summary>What the ledger knows about the owner of a shard.</summary>
/// <param name="Epoch">The fencing epoch of the newest owner that has reported.</param>
/// <param name="Sequence">Its newest report.</param>
/// <param name="Until">When its shares have ended for certain, in ticks of the ledger's clock.</param>
internal readonly record struct ShardTerm(long Epoch, long Sequence, long Until);

/// <summary>
/// Who holds which units of the caps that shards divide. A pure state machine: the store locks it, and every change goes through it.
/// </summary>
/// <remarks>
/// A shard keeps units while its calls live, whoever owns it. It gives units back in a report. Nobody else takes them, unless its owner is
/// gone: its shares and its lease have ended, and only its live calls keep units.
/// </remarks>
/// <param name="shards">The number of shards of the cluster.</param>
internal sealed class QuotaLedger(int shards)
{
    /// <summary>How long shares last from the report on, by the clock of the shard.</summary>
    public static readonly long Lasting = TimeSpan.FromSeconds(4).Ticks;

    /// <summary>How long the ledger counts on them, by its own clock: a quarter longer, for clocks that run at different speeds.</summary>
    public static readonly long Term = Lasting * 5 / 4;

    public int ShardCount => shards;

    public SortedDictionary<int, ShardTerm> Shards { get; } = [];

    public SortedDictionary<string, CapLedger> Caps { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether everything is held in the whole cluster.</summary>
    public bool IsHeld { get; private set; }

    public void Hold(bool isHeld) => IsHeld = isHeld;

    public bool IsAlive(int shard, long now) => Shards.TryGetValue(shard, out var term) && term.Until > now;

    /// <summary>Takes in a report: what the shard holds of each cap.</summary>
    /// <returns>False if a newer report of the shard was there first. The report then says nothing.</returns>
    public bool TryAccept(QuotaReport report, long now)
    {
        var isKnown = Shards.TryGetValue(report.Shard, out var term);
        if (isKnown && (report.Epoch, report.Sequence).CompareTo((term.Epoch, term.Sequence)) <= 0)
        {
            return false;
        }

        var isNewOwner = !isKnown || report.Epoch > term.Epoch;
        Shards[report.Shard] = new ShardTerm(report.Epoch, report.Sequence, now + Term);
        var subjects = report.Caps.Where(cap => CapNames.IsCalls(cap.Cap)).Select(cap => CapNames.SubjectIn(cap.Cap)).ToHashSet();
        var caps = report.Caps.ToDictionary(cap => cap.Cap);
        foreach (var cap in report.Caps.Where(cap => cap.Total < CapLedger.Unbounded && !Caps.ContainsKey(cap.Cap)))
        {
            Caps[cap.Cap] = new CapLedger(cap.Cap);
        }

        foreach (var (name, cap) in Caps)
        {
            // A shard without the provider uses nothing. A shard with the provider and without the limit uses it without bound.
            var told = caps.GetValueOrDefault(name);
            var held = told?.Held ?? (subjects.Contains(cap.Subject) ? CapLedger.Unbounded : 0);
            cap.Settle(report.Shard, held, rests: isNewOwner || told is not { IsQuiet: true }, now);
        }

        return true;
    }

    /// <summary>The shards whose shares have ended and that still hold units, or about which a cap knows nothing.</summary>
    public IReadOnlyList<int> Gone(long now) => Caps.Count == 0 ? [] : [.. Enumerable.Range(0, shards).Where(
        shard => !IsAlive(shard, now) && Caps.Values.Any(cap => cap.Units.GetValueOrDefault(shard, CapLedger.Unbounded) > 0))];

    /// <summary>
    /// Takes back the units of a shard whose owner is gone: its shares and its lease have ended. Its live calls keep theirs.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="calls">The number of its live calls by subject.</param>
    /// <param name="wasOwned">Whether the shard ever had an owner. If so, its quotas stay with it, because it may have used them.</param>
    /// <param name="now">The time of the ledger.</param>
    public void Reclaim(int shard, IReadOnlyDictionary<string, int> calls, bool wasOwned, long now)
    {
        if (IsAlive(shard, now))
        {
            return;
        }

        foreach (var cap in Caps.Values.Where(cap => !wasOwned || !CapNames.IsQuota(cap.Name)))
        {
            cap.Settle(shard, CapNames.IsCalls(cap.Name) ? calls.GetValueOrDefault(cap.Subject) : 0, rests: wasOwned, now);
        }
    }
}
