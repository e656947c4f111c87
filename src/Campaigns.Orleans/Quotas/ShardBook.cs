namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Translates between an engine and the ledger: what the engine uses becomes a report, and units become shares of limits. Remembers what
/// the engine obeys, because units that it may use are held until it obeys a lower share.
/// </summary>
internal sealed class ShardBook(int shard)
{
    private readonly Dictionary<string, RecentUse> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, int> _obeyed = new(StringComparer.Ordinal);
    private long _epoch;
    private long _sequence;

    /// <summary>Whether the last report asks for more than the shard holds.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Makes a report of what the engine uses now.</summary>
    /// <param name="usage">What the engine uses. It must obey the last shares.</param>
    /// <param name="now">The time on the monotonic clock of the shard.</param>
    public QuotaReport Report(SharedLimitUsage usage, TimeSpan now)
    {
        if (usage.Epoch != _epoch)
        {
            (_epoch, _sequence) = (usage.Epoch, 0);
            _recent.Clear();
        }

        var caps = new List<CapUse>();
        foreach (var use in usage.Limits)
        {
            var subject = CapNames.SubjectOf(use.Limit);
            var held = Math.Max(use.Share, use.Live);
            caps.Add(new CapUse(CapNames.OfCalls(subject), use.Limit.MaxConcurrent, held, Add(use.Live, use.Ready), use.Weight));
            AddRate(caps, use, subject, now);
            foreach (var (quota, counted) in use.Limit.Quotas.Zip(use.Counted))
            {
                var name = CapNames.OfQuota(quota, subject);
                var kept = (int)Math.Min(int.MaxValue, Math.Max(counted, _obeyed.GetValueOrDefault(name)));
                caps.Add(new CapUse(name, quota.Count, kept, Add((int)Math.Min(int.MaxValue, counted), use.Ready), use.Weight));
            }
        }

        IsWaiting = caps.Exists(cap => cap.Total < int.MaxValue && cap.Wants > cap.Held);
        return new QuotaReport(shard, usage.Epoch, ++_sequence, caps);
    }

    /// <summary>The shares that the ledger's answer allows. The engine must obey them before the next report.</summary>
    public IReadOnlyList<LimitShare> Shares(QuotaGrant grant, SharedLimitUsage usage)
    {
        _obeyed = grant.Caps.ToDictionary(cap => cap.Cap, cap => cap.Units);
        var rates = grant.Caps.Where(cap => CapNames.IsRate(cap.Cap)).ToLookup(cap => CapNames.SubjectIn(cap.Cap));
        return [.. usage.Limits.Select(use => ShareOf(use.Limit, rates))];
    }

    /// <summary>Whether an answer lowers a share below what the engine obeys, so that the units should be given back at once.</summary>
    public bool Lowers(QuotaGrant grant) => grant.Caps.Any(cap => cap.Units < _obeyed.GetValueOrDefault(cap.Cap));

    private void AddRate(List<CapUse> caps, SharedLimitUse use, string subject, TimeSpan now)
    {
        if (use.Limit.Rate is not { } rate)
        {
            return;
        }

        var (units, window) = CapNames.Split(rate);
        var name = CapNames.OfRate(window, subject);
        if (!_recent.TryGetValue(subject, out var recent))
        {
            _recent[subject] = recent = new RecentUse();
        }

        var used = (int)Math.Min(units, recent.Count(use.Decided, now, TimeSpan.FromTicks(window)));
        // An engine that obeys the share of an earlier rate may use as much as the whole new one, until it has a share of that.
        var isUnderEarlier = use.Share > 0 && _obeyed.Keys.Any(cap => CapNames.IsRate(cap) && CapNames.SubjectIn(cap) == subject);
        var held = _obeyed.TryGetValue(name, out var obeyed) ? obeyed : isUnderEarlier ? units : 0;
        caps.Add(new CapUse(
            name, units, held, Math.Min(units, Add(used, use.Ready)), use.Weight, IsQuiet: use.Quiet.Ticks >= window));
    }

    private LimitShare ShareOf(LimitShare limit, ILookup<string, CapGrant> rates)
    {
        var subject = CapNames.SubjectOf(limit);
        var calls = _obeyed.GetValueOrDefault(CapNames.OfCalls(subject), limit.MaxConcurrent == int.MaxValue ? int.MaxValue : 0);
        var share = limit with { MaxConcurrent = calls, Rate = null, Quotas = [.. limit.Quotas.Select(quota => quota with
        {
            Count = _obeyed.GetValueOrDefault(CapNames.OfQuota(quota, subject)),
        })] };
        var own = limit.Rate is { } rate ? CapNames.OfRate(CapNames.Split(rate).Window, subject) : null;
        var mine = rates[subject].FirstOrDefault(cap => own is null || cap.Cap == own);
        return own is null && mine is null ? share
            : mine is not { Units: > 0 } ? share with { MaxConcurrent = 0, Rate = limit.Rate }
            : share with { Rate = Part(mine, limit.Rate) };
    }

    /// <summary>The part of a rate that some of its units are: one attempt per unit and window, and the same part of the burst.</summary>
    private static RateLimit Part(CapGrant units, RateLimit? whole)
    {
        var burst = whole is null ? 1 : 1 + (int)((whole.Burst - 1L) * units.Units / CapNames.Split(whole).Units);
        return new RateLimit(units.Units, TimeSpan.FromTicks(CapNames.WindowIn(units.Cap)), burst);
    }

    private static int Add(int used, int ready) => (int)Math.Min(int.MaxValue, (long)used + ready);

    /// <summary>How many attempts a rate has allowed in the last window.</summary>
    private sealed class RecentUse
    {
        private readonly Queue<(TimeSpan At, long Decided)> _seen = [];

        public long Count(long decided, TimeSpan now, TimeSpan window)
        {
            _seen.Enqueue((now, decided));
            while (_seen.Count > 2 && now - _seen.Peek().At > window)
            {
                _seen.Dequeue();
            }

            return decided - _seen.Peek().Decided;
        }
    }
}
