using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Obeys the shares of limits that this engine does not own alone, and tells what it uses of them. An engine that owns its limits has none
/// of this.
/// </summary>
internal sealed class SharedLimits(SchedulerState state, LimitBook limits)
{
    private static readonly Dictionary<(LimitScope Scope, string Name), LimitShare> None = [];
    private IReadOnlyDictionary<(LimitScope Scope, string Name), LimitShare>? _shares;

    private IEnumerable<LimitedEntry> Entries => state.Providers.Concat<LimitedEntry>(state.CallerIds.All).Append(state.Everything);

    /// <summary>Puts shares in force. Call it in every step, because settings may have changed.</summary>
    /// <param name="shares">The shares; null after their end.</param>
    public void Apply(IReadOnlyDictionary<(LimitScope Scope, string Name), LimitShare>? shares)
    {
        if (limits.TakeChange() | !ReferenceEquals(_shares, shares ?? None))
        {
            _shares = shares ?? None;
            foreach (var entry in Entries)
            {
                Apply(entry);
            }
        }
    }

    /// <summary>Puts the shares in force again if a limit has changed in this step.</summary>
    public void Refresh() => Apply(_shares);

    /// <summary>What the engine uses of the limits. Leaves out caller ids without limits, because there may be many.</summary>
    public SharedLimitUsage Read()
    {
        var demands = state.Routes.ToDictionary(route => route.Channel, route => new LimitDemand(state, route));
        return new SharedLimitUsage(
            state.Epoch, [.. Entries.Where(entry => entry is not CallerIdEntry || entry.Share < int.MaxValue).Select(Use)]);

        SharedLimitUse Use(LimitedEntry entry)
        {
            var provider = entry is CallerIdEntry of ? state.Providers.Find(one => one.Name == of.Provider) : entry as ProviderEntry;
            var own = provider is null ? demands.Values
                : provider.CanUseMore(state.Now.Mono) ? [demands[provider.Channel]] : Enumerable.Empty<LimitDemand>();
            return UseOf(entry, [.. own]);
        }
    }

    private void Apply(LimitedEntry entry)
    {
        var own = Own(entry);
        var share = _shares!.GetValueOrDefault(entry.Limits);
        var isOver = entry == state.Everything && ReferenceEquals(_shares, None);
        var isOpen = share is null ? !own.IsLimited && !isOver : Covers(share, own);
        entry.Grant(isOpen ? share?.MaxConcurrent ?? int.MaxValue : 0);
        var others = (entry as CallerIdEntry)?.InForce.Skip(own.Quotas.Count) ?? []; // what only counts is not divided
        limits.Share(entry, Slower(own.Rate, share?.Rate), [.. Smaller(own.Quotas, share?.Quotas), .. others]);
        (entry as CallerIdEntry)?.NoteChange();
    }

    /// <summary>Whether a share was made for all that is limited now.</summary>
    private static bool Covers(LimitShare share, LimitShare own) =>
        (own.MaxConcurrent == int.MaxValue || share.MaxConcurrent < int.MaxValue) && (own.Rate is null || share.Rate is not null);

    private static LimitShare Own(LimitedEntry entry)
    {
        var limit = new LimitShare(entry.Limits.Scope, entry.Limits.Name);
        return entry switch
        {
            ProviderEntry { Settings: var own } =>
                limit with { MaxConcurrent = own.MaxConcurrent, Rate = own.Rate, Quotas = own.Quotas },
            CallerIdEntry { Settings: var own } => limit with { MaxConcurrent = own.MaxConcurrent, Quotas = own.Quotas },
            EverythingEntry { Settings: var own } =>
                limit with { MaxConcurrent = own.MaxConcurrent, Rate = own.Rate, Quotas = own.Quotas },
            _ => throw new InvalidOperationException("Limits of campaigns and tenants have one owner."),
        };
    }

    private static RateLimit? Slower(RateLimit? own, RateLimit? share) =>
        share is null || (own is not null && own.Interval > share.Interval) ? own
        : share with { Burst = Math.Min(share.Burst, own?.Burst ?? int.MaxValue) };

    private static IEnumerable<Quota> Smaller(IReadOnlyList<Quota> own, IReadOnlyList<Quota>? shares) => own.Select(
        quota => quota with { Count = Math.Min(quota.Count, shares?.FirstOrDefault(share => share.Key == quota.Key)?.Count ?? 0) });

    private SharedLimitUse UseOf(LimitedEntry entry, IReadOnlyList<LimitDemand> demands)
    {
        var (own, mono) = (Own(entry), state.Now.Mono);
        var isPending = entry.Rate.Outlook(mono).Pending > 0;
        return new SharedLimitUse(own)
        {
            Live = entry.Live,
            Share = entry.Share,
            Decided = entry.Rate.Decided,
            Quiet = TimeSpan.FromTicks(isPending ? 0 : Math.Max(0, mono - entry.Rate.NextDue)),
            Counted = [.. own.Quotas.Select((_, index) => entry.Quotas!.UsedOf(index))],
            Ready = (int)Math.Min(int.MaxValue, demands.Sum(demand => demand.Ready)),
            Weight = demands.Sum(demand => demand.Weight),
        };
    }
}

/// <summary>The work of a channel that only gates of its providers, or of everything, keep from going.</summary>
internal sealed class LimitDemand
{
    public LimitDemand(SchedulerState state, Route route)
    {
        var tenants = state.Tenants.Values.Where(
            tenant => tenant.Live > 0 && tenant.Queues.Exists(queue => queue.Level.Tier.Route == route)).ToHashSet();
        foreach (var queue in route.Ready.Owners.SelectMany(tier => tier.Ready.Owners).SelectMany(level => level.Ready.Owners))
        {
            var tenant = queue.Tenant;
            var ready = queue.Ready.Owners.Sum(campaign => ReadyOf(campaign, state.Now));
            Ready += Math.Min(ready, Math.Max(0, tenant.MaxConcurrent - tenant.Live));
            tenants.Add(tenant);
        }

        Weight = tenants.Sum(tenant => (long)tenant.Settings.Weight);
    }

    public long Ready { get; }

    public long Weight { get; }

    private static long ReadyOf(CampaignQueue queue, Now now)
    {
        var due = queue.Retries.Owners.Sum(lane => (long)lane.Waiting.CountDue(now.Pauses));
        var fresh = queue.Fresh.Owners.Sum(lane => lane.Totals[Counter.Of(JobState.New)]);
        return Math.Min(due + fresh, Math.Max(0, queue.Campaign.MaxConcurrent - queue.Campaign.Live));
    }
}
