using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles requests about tenants and about everything: holds, settings and the strategy.</summary>
internal sealed class TenantRequests(SchedulerState state, CampaignLifecycle lifecycle, LimitBook limits, Retention retention)
{
    private static readonly TenantSettings Unchanged = new();
    private readonly SortedSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>Holds or releases a tenant, or everything. A hold that is repeated began with the first request.</summary>
    /// <param name="tenant">The tenant; null for everything.</param>
    /// <param name="held">Whether the tenant, or everything, is held.</param>
    /// <param name="cause">Why the engine holds everything; null keeps the current cause.</param>
    public void Hold(string? tenant, bool held, HoldCause? cause = null)
    {
        var (wasHeld, since) = tenant is null
            ? (state.Everything.IsHeld, state.Everything.HeldSince)
            : (state.Tenant(tenant).IsHeld, state.Tenant(tenant).HeldSince);
        ApplyHold(tenant, held, !held ? null : wasHeld ? since : state.Now.Instant, cause);
        Write(tenant);
    }

    /// <summary>A page of the tenants that are held, by name, without the hold on everything.</summary>
    /// <param name="after">The name before the page; null for the first page.</param>
    /// <param name="limit">The maximum number of holds.</param>
    public IReadOnlyList<HoldStatus> Holds(string? after, int limit)
    {
        IEnumerable<string> names = after is null ? _held
            : _held.Max is { } last && string.CompareOrdinal(after, last) < 0 ? _held.GetViewBetween(after, last) : [];
        return [.. names.Where(name => name != after).Take(limit).Select(name => new HoldStatus(name, state.Tenant(name).HeldSince))];
    }

    /// <summary>The hold on everything; null if there is none.</summary>
    public HoldStatus? HoldOfAll => state.Everything is { IsHeld: true } all
        ? new HoldStatus(null, all.HeldSince) { Reason = all.HoldReason, LastCommit = all.LastCommit }
        : null;

    /// <summary>The settings of a tenant, or of everything, with their revision. An unknown tenant has the default settings.</summary>
    /// <param name="tenant">The tenant; null for everything.</param>
    public Revised<TenantSettings> Read(string? tenant)
    {
        if (tenant is null)
        {
            return new(state.Everything.Settings, state.Everything.Revision);
        }

        return state.Tenants.TryGetValue(tenant, out var entry) ? new(entry.Settings, entry.Revision) : new(Unchanged, 0);
    }

    /// <summary>Changes the settings of a tenant, or of everything.</summary>
    /// <param name="tenant">The tenant; null for everything.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="revision">The revision that the change was made to; null for any.</param>
    /// <returns>The new revision.</returns>
    public long ChangeSettings(string? tenant, TenantSettings settings, long? revision = null)
    {
        var current = Read(tenant).Revision;
        Revised<TenantSettings>.Require(tenant is null ? "The limits" : "The settings of the tenant", current, revision);
        ApplySettings(tenant, settings, current + 1);
        Write(tenant);
        return current + 1;
    }

    /// <summary>Replaces the strategy.</summary>
    /// <param name="strategy">The strategy as given. A strategy that fails to rank an existing campaign is refused.</param>
    /// <param name="guarded">The same strategy, wrapped so that it never throws.</param>
    public void ChangeStrategy(ICampaignStrategy strategy, ICampaignStrategy guarded)
    {
        try
        {
            _ = strategy.Aging;
            foreach (var campaign in state.Campaigns.Values)
            {
                strategy.RankOf(campaign.View);
            }
        }
        catch (Exception error)
        {
            throw new CampaignException(CampaignError.Invalid, "The strategy failed to rank a campaign; the one in force stays.", error);
        }

        state.Change(guarded);
        foreach (var campaign in state.Campaigns.Values)
        {
            state.Touched.Add(campaign);
        }
    }

    /// <summary>Applies or lifts a hold.</summary>
    /// <param name="tenant">The tenant; null for everything.</param>
    /// <param name="held">Whether the tenant, or everything, is held.</param>
    /// <param name="since">When the hold began; null if that is not known, or if there is none.</param>
    /// <param name="cause">Why the store or the engine holds everything; null keeps the current cause.</param>
    public void ApplyHold(string? tenant, bool held, DateTimeOffset? since, HoldCause? cause)
    {
        if (tenant is null)
        {
            state.Everything.Stopped.Set(held, state.Now.Wall);
            state.Everything.Hold(held, since, cause);
            state.Stop(state.Everything.Stop, default);
            return;
        }

        var entry = state.Tenant(tenant);
        entry.Stopped.Set(held, state.Now.Wall);
        entry.Hold(held, since);
        _ = held ? _held.Add(entry.Name) : _held.Remove(entry.Name);
        state.Stop(entry.Stop, new StopScope { Tenant = entry.Name });
        state.Touched.Add(entry);
    }

    /// <summary>Applies the settings of a tenant, or of everything.</summary>
    public void ApplySettings(string? tenant, TenantSettings settings, long revision)
    {
        if (tenant is null)
        {
            state.Everything.Change(settings, revision);
            limits.Change(state.Everything, settings.Rate, settings.Quotas);
            state.Stop(state.Everything.Stop, default);
            SetWindows(tenant: null);
            return;
        }

        var entry = state.Tenant(tenant);
        var hasSameCaps = entry.Settings.HasSameRules(settings);
        entry.Change(settings, revision);
        retention.Watch(entry);
        ReachBack(entry);
        limits.Change(entry, settings.Rate, settings.Quotas);
        state.Stop(entry.Stop, new StopScope { Tenant = entry.Name }); // judge attempts committed under the old settings again
        SetWindows(entry);
        state.Touched.Add(entry);
        if (!hasSameCaps)
        {
            ParkedJobs.JudgeAgain(state, entry); // caps may have been lifted
        }
    }

    /// <summary>Updates lanes after the hours of a tenant, or of everything, may have changed.</summary>
    private void SetWindows(TenantEntry? tenant)
    {
        foreach (var campaign in state.Campaigns.Values.Where(
            campaign => (tenant is null || campaign.Tenant == tenant) && !campaign.State.IsTerminal()))
        {
            lifecycle.SetWindows(campaign);
        }
    }

    /// <summary>
    /// Ensures that memory holds exactly the history that the tenant's caps need. Missing history is read from the store in portions.
    /// </summary>
    private void ReachBack(TenantEntry tenant)
    {
        var reach = tenant.NeedsHistory ? tenant.Settings.Reach : TimeSpan.Zero;
        if (tenant.History.LookBack(reach, tenant.Rules))
        {
            BeginReading(tenant);
        }

        state.Forget(tenant.History);
    }

    private void BeginReading(TenantEntry tenant)
    {
        tenant.History.BeginReading(state.Now.Wall);
        foreach (var live in state.Live.All)
        {
            ref var attempt = ref state.Live[live];
            ref var job = ref state.Jobs[attempt.Job];
            if (job.Lane.Campaign.Tenant == tenant)
            {
                HistoryNotes.Begin(tenant, ref job, ref attempt);
            }
        }

        if (!state.IncompleteHistories.Contains(tenant))
        {
            state.ReadHistory(tenant);
        }
    }

    /// <summary>
    /// Reads history again after the wall clock was set back, because the caps now need history that was forgotten or never read.
    /// </summary>
    public void ReadWhatIsMissing()
    {
        if (!state.Clock.HasLeapt)
        {
            return;
        }

        var missing = state.Tenants.Values.Where(tenant => tenant.NeedsHistory && tenant.History.IsMissing(state.Now.Wall)).ToList();
        foreach (var tenant in missing)
        {
            BeginReading(tenant);
            state.Touched.Add(tenant);
        }
    }

    /// <summary>The next tenant whose caps need more history than memory holds. Tenants take turns.</summary>
    public TenantEntry? NextIncomplete()
    {
        while (state.TryTakeIncomplete(out var tenant))
        {
            if (tenant.History.Reading is not null) // null if the caps were removed meanwhile
            {
                return tenant;
            }
        }

        return null;
    }

    /// <summary>Loads a portion of a tenant's history.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rows">The portion, read at the beginning of this step.</param>
    /// <param name="next">The start of the next portion; null after the last portion, when the tenant's jobs may go.</param>
    public void LoadHistory(TenantEntry tenant, IReadOnlyList<HistoryRow> rows, HistoryPlace? next)
    {
        foreach (var row in rows)
        {
            if (ChannelOf(row) is { } channel)
            {
                var key = state.Route(channel).KeyOf(tenant.Index, row.Contact);
                tenant.History.Load(row.Contact, key, row.CommittedAt, row.Outcome == AttemptOutcome.Completed ? row.EndedAt : 0);
            }
        }

        if (next is { } place)
        {
            tenant.History.Reading!.GoOn(place);
            state.ReadHistory(tenant);
            return;
        }

        tenant.History.EndReading();
        state.Touched.Add(tenant);
    }

    /// <summary>Whether only the attempt's campaign knows the attempt's channel, and the campaign is not in memory.</summary>
    public bool NeedsCampaign(HistoryRow row) =>
        !state.Campaigns.ContainsKey(row.Campaign.Value) && !state.Providers.Exists(provider => provider.Name == row.Provider);

    /// <summary>
    /// The channel of an attempt. The provider decides, or the step if a person made the attempt or the provider is no longer registered.
    /// </summary>
    private string? ChannelOf(HistoryRow row)
    {
        if (state.Providers.Find(provider => provider.Name == row.Provider) is { } provider)
        {
            return provider.Channel;
        }

        if (!state.Campaigns.TryGetValue(row.Campaign.Value, out var campaign))
        {
            return null; // the campaign was purged meanwhile
        }

        var plan = campaign.PlanOf(row.Protocol, row.Contact);
        return plan.IsContact(row.Step) ? plan.Contact(row.Step).Channel : null;
    }

    private void Write(string? tenant)
    {
        if (tenant is null)
        {
            var all = state.Everything;
            state.Decisions.Batch.Write(new TenantRow(null, all.IsHeld, all.Settings)
            {
                Reason = all.HoldReason,
                HeldSince = all.HeldSince,
                LastCommit = all.LastCommit,
                Revision = all.Revision,
            });
            return;
        }

        var entry = state.Tenant(tenant);
        state.Decisions.Batch.Write(
            new TenantRow(tenant, entry.IsHeld, entry.Settings) { HeldSince = entry.HeldSince, Revision = entry.Revision });
    }
}
