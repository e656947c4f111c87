namespace Campaigns.Orleans.Quotas;

/// <summary>The ledger, locked for one change.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Now">The time of the ledger's clock, in ticks.</param>
internal readonly record struct LockedLedger(QuotaLedger Ledger, long Now);

/// <summary>Where the ledger is kept. Whoever changes it holds its lock, so several coordinators do no harm.</summary>
internal interface IQuotaStore
{
    /// <summary>Locks the ledger, changes it, and stores it. If this fails, nothing has changed.</summary>
    /// <param name="change">Changes the ledger. Asks with the function for the live calls of shards whose owner is gone.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    Task ChangeAsync(Func<LockedLedger, IGoneShards, Task> change, CancellationToken cancellationToken);
}

/// <summary>Finds out what shards still use whose owner is gone.</summary>
internal interface IGoneShards
{
    /// <summary>The live calls of those of the shards that have no owner with a lease, by subject.</summary>
    Task<IReadOnlyList<GoneShard>> ReadAsync(IReadOnlyList<int> shards);
}

/// <summary>A shard whose owner is gone.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="WasOwned">Whether it ever had an owner.</param>
/// <param name="Calls">The number of its live calls by subject.</param>
internal sealed record GoneShard(int Shard, bool WasOwned, IReadOnlyDictionary<string, int> Calls);

/// <summary>
/// Answers the reports of shards from the ledger in the store, many at a time. One coordinator serves a cluster. A second one, for a
/// moment, does no harm, because the store decides: it only knows less about who wants what.
/// </summary>
internal sealed class QuotaCoordinator(IQuotaStore store)
{
    private static readonly long TimeBetweenLooks = TimeSpan.FromSeconds(1).Ticks;
    private readonly QuotaDivision _division = new();
    private long _lookedAt = long.MinValue;

    /// <summary>Takes in reports and answers each of them.</summary>
    /// <returns>The answers, in the order of the reports.</returns>
    public async Task<IReadOnlyList<QuotaGrant>> AnswerAsync(IReadOnlyList<QuotaReport> reports, CancellationToken cancellationToken)
    {
        var answers = new QuotaGrant[reports.Count];
        await store.ChangeAsync(
            async (locked, gone) =>
            {
                var isAccepted = Accept(reports, locked);
                await LookForGoneAsync(locked, gone);
                Answer(reports, isAccepted, locked, answers);
            },
            cancellationToken);
        return answers;
    }

    private bool[] Accept(IReadOnlyList<QuotaReport> reports, in LockedLedger locked)
    {
        var isAccepted = new bool[reports.Count];
        for (var i = 0; i < reports.Count; i++)
        {
            isAccepted[i] = locked.Ledger.TryAccept(reports[i], locked.Now);
            if (isAccepted[i])
            {
                _division.Note(reports[i]);
            }
        }

        return isAccepted;
    }

    private async Task LookForGoneAsync(LockedLedger locked, IGoneShards gone)
    {
        if (_lookedAt != long.MinValue && locked.Now - _lookedAt < TimeBetweenLooks)
        {
            return;
        }

        _lookedAt = locked.Now;
        var shards = locked.Ledger.Gone(locked.Now);
        foreach (var shard in shards.Count == 0 ? [] : await gone.ReadAsync(shards))
        {
            locked.Ledger.Reclaim(shard.Shard, shard.Calls, shard.WasOwned, locked.Now);
        }
    }

    private void Answer(IReadOnlyList<QuotaReport> reports, bool[] isAccepted, LockedLedger locked, QuotaGrant[] answers)
    {
        var (ledger, now) = locked;
        _division.SetTotals(ledger, now);
        var targets = ledger.Caps.Values.ToDictionary(cap => cap, cap => _division.Divide(cap, ledger, now));
        for (var i = 0; i < reports.Count; i++)
        {
            var shard = reports[i].Shard;
            answers[i] = !isAccepted[i] ? QuotaGrant.Refused : new QuotaGrant(false, ledger.IsHeld, QuotaLedger.Lasting, [.. targets.Select(
                target => new CapGrant(
                    target.Key.Name,
                    (int)target.Key.Grant(shard, target.Value.GetValueOrDefault(shard), ledger.ShardCount, now)))]);
        }
    }
}
