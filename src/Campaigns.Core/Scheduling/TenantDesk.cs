using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What can be asked about tenants, and about everything: hold, settings, do-not-contact lists, strategy.</summary>
internal sealed class TenantDesk(SchedulerState state, AsideJobs aside, CampaignLife life, JobDesk desk)
{
    /// <summary>Stops or releases a tenant, or everything.</summary>
    public void Hold(string? tenant, bool held)
    {
        ApplyHold(tenant, held);
        Write(tenant);
    }

    /// <summary>Changes the settings of a tenant, or of everything.</summary>
    /// <param name="tenant">The tenant; null for everything.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="history">What the tenant's caps look back on; null when they need nothing new.</param>
    public void ChangeSettings(string? tenant, TenantSettings settings, IReadOnlyList<HistoryRow>? history)
    {
        ApplySettings(tenant, settings);
        if (tenant is not null && history is not null)
        {
            state.Tenant(tenant).History.Clear();
            LoadHistory(state.Tenant(tenant), history);
        }

        Write(tenant);
    }

    /// <summary>Ranks by another strategy from now on.</summary>
    /// <param name="strategy">The strategy as it was given: one that cannot rank what there is is refused.</param>
    /// <param name="guarded">The same, made so that it never throws.</param>
    public void ChangeStrategy(IStrategy strategy, IStrategy guarded)
    {
        try
        {
            _ = strategy.Ageing;
            foreach (var campaign in state.Campaigns.Values)
            {
                strategy.RankOf(campaign.View);
            }
        }
        catch (Exception error)
        {
            throw new CampaignException(CampaignError.Invalid, "The strategy failed to rank a campaign; the one in force stays.", error);
        }

        state.Strategy = guarded;
        state.Tree.MoveAll();
    }

    /// <summary>Adds an entry to a do-not-contact list, and ends the person's open jobs.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="slots">The person's open jobs, in memory.</param>
    public void Suppress(Suppression entry, IReadOnlyList<int> slots)
    {
        state.Tenant(entry.Tenant).Suppressions.Add(entry);
        state.Decisions.Batch.SuppressionList.Add(new SuppressionRow(entry, true));
        foreach (var slot in slots)
        {
            ref var job = ref state.Jobs[slot];
            if (!job.State.IsTerminal() && job.Lane.Campaign.EndedAs is null && Ends(entry, job))
            {
                desk.EndOpen(slot, JobState.Suppressed, JobFlags.Suppress);
            }
        }
    }

    /// <summary>Whether a job of a person on the list ends: on the channel it stands at; of a drip, on any that its protocol uses.</summary>
    private static bool Ends(Suppression entry, in Job job)
    {
        var plan = job.Lane.Campaign.PlanOf(job);
        return plan.Exit is null
            ? entry.Covers(job.Contact, job.Lane.Row.Channel)
            : entry.Channel is null || Plan.ChannelsOf(plan.Steps).Contains(entry.Channel);
    }

    public void Unsuppress(Suppression entry)
    {
        state.Tenant(entry.Tenant).Suppressions.Remove(entry);
        state.Decisions.Batch.SuppressionList.Add(new SuppressionRow(entry, false));
    }

    public void ApplyHold(string? tenant, bool held)
    {
        if (tenant is null)
        {
            state.Everything.IsHeld = held;
            state.Stop(state.Everything.Stop, default);
            return;
        }

        var entry = state.Tenant(tenant);
        entry.IsHeld = held;
        state.Stop(entry.Stop, new StopScope { Tenant = entry.Name });
        state.Tree.Refresh(entry);
    }

    public void ApplySettings(string? tenant, TenantSettings settings)
    {
        if (tenant is null)
        {
            state.Everything.Settings = settings;
            state.Everything.Rate.Change(settings.Rate, state.Now.Mono);
            state.Stop(state.Everything.Stop, default);
            return;
        }

        var entry = state.Tenant(tenant);
        entry.Change(settings);
        entry.Rate.Change(settings.Rate, state.Now.Mono);
        state.Stop(entry.Stop, new StopScope { Tenant = entry.Name }); // what is committed under the old settings is judged again
        foreach (var campaign in state.Campaigns.Values.Where(campaign => campaign.Tenant == entry && !campaign.State.IsTerminal()))
        {
            life.SetWindows(campaign);
        }

        state.Tree.Refresh(entry);
        aside.ReturnDue(Now.Never); // caps may have been lifted: all are judged again
    }

    /// <summary>Takes in what a tenant's caps look back on.</summary>
    public void LoadHistory(TenantEntry tenant, IReadOnlyList<HistoryRow> rows)
    {
        tenant.History.LoadedSince(state.Now.Wall - tenant.Settings.Reach.Ticks);
        foreach (var row in rows)
        {
            var campaign = state.Campaign(row.Campaign);
            var provider = state.Providers.Find(provider => provider.Name == row.Provider);
            var channel = provider?.Channel ?? ChannelOf(campaign.PlanOf(row.Protocol, row.Contact), row.Step);
            if (channel is not null)
            {
                var key = Gates.AddressKey.Of(tenant, state.Tree.Route(channel), row.Contact);
                tenant.History.Load(key, row.CommittedAt, row.Outcome == Outcome.Completed ? row.EndedAt : 0);
            }
        }
    }

    /// <summary>The channel of an attempt that a person has made, or a provider that is registered no more: that of its step.</summary>
    private static string? ChannelOf(Plan plan, int step) => plan.IsContact(step) ? plan.Contact(step).Channel : null;

    private void Write(string? tenant) => state.Decisions.Batch.TenantList.Add(tenant is null
        ? new TenantRow(null, state.Everything.IsHeld, state.Everything.Settings)
        : new TenantRow(tenant, state.Tenant(tenant).IsHeld, state.Tenant(tenant).Settings));
}
