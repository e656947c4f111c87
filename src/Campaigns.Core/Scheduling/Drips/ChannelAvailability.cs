using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Updates the ready tree and the lanes when channels become available or unavailable, and wakes jobs that wait in another channel's lane.
/// </summary>
internal sealed class ChannelAvailability(SchedulerState state, LaneScheduler lanes, JobTransitions moves)
{
    private const int MostUnparked = 64;

    /// <summary>Applies a host's statement about a tenant's channel.</summary>
    public void Change(string tenant, string channel, string? reason)
    {
        if (!state.Serves(channel))
        {
            throw CampaignException.NotFound($"provider of the channel {TextLimits.Show(channel)}");
        }

        var entry = state.Tenant(tenant);
        Apply(new ChannelRow(tenant, channel, reason));
        state.Stop(entry.Stop, new StopScope { Tenant = tenant, Channel = channel }); // attempts committed on the channel are judged again
        state.Decisions.Batch.Write(new ChannelRow(tenant, channel, reason));
        ChangeNotes.Channel(state, tenant, channel, reason);
    }

    public void Apply(ChannelRow row)
    {
        var channel = state.Tenant(row.Tenant).Channel(state.Route(row.Channel));
        channel.State(row.Unavailable, state.Now.Mono);
        state.Touched.Add(channel.Tenant);
        RefreshLanes(channel.Route, channel.Tenant);
        if (channel.Stated is null)
        {
            Reopen(channel.Route, channel.Tenant);
        }
    }

    /// <summary>The unavailable channels after a place, in order of tenant and channel.</summary>
    public IReadOnlyList<ChannelStatus> List(string? tenant, (string Tenant, string Channel)? after, int limit) =>
    [
        .. state.Tenants.Values.Where(entry => tenant is null || entry.Name == tenant)
            .SelectMany(entry => entry.Channels.Values)
            .Where(channel => channel.Reason is not null && (after is not { } place || IsAfter(channel, place)))
            .OrderBy(channel => channel.Tenant.Name, StringComparer.Ordinal)
            .ThenBy(channel => channel.Route.Channel, StringComparer.Ordinal)
            .Take(limit)
            .Select(channel => new ChannelStatus(
                channel.Tenant.Name, channel.Route.Channel, channel.Reason, InstantOf(channel.OpensAt(state.Now.Mono)))),
    ];

    private static bool IsAfter(TenantChannel channel, (string Tenant, string Channel) place)
    {
        var byTenant = string.CompareOrdinal(channel.Tenant.Name, place.Tenant);
        return byTenant > 0 || (byTenant == 0 && string.CompareOrdinal(channel.Route.Channel, place.Channel) > 0);
    }

    /// <summary>Records that a provider cannot use a tenant's account.</summary>
    public void RecordFailure(TenantChannel channel, ref LiveAttempt attempt, string reason)
    {
        var wasUnavailable = channel.Reason is not null;
        attempt.RecordFailure(channel, state.Now.Mono, reason);
        if (!wasUnavailable && channel.Reason is { } found)
        {
            ChangeNotes.Channel(state, channel.Tenant.Name, channel.Route.Channel, found);
        }

        state.Touched.Add(channel.Tenant);
        RefreshLanes(channel.Route, channel.Tenant);
    }

    /// <summary>Records that a provider accepted an attempt of a tenant whose account was unusable.</summary>
    public void RecordAnswer(TenantChannel channel, ref LiveAttempt attempt)
    {
        var wasUnavailable = channel.Reason is not null;
        attempt.RecordAnswer(channel, state.Now.Mono);
        state.Touched.Add(channel.Tenant);
        if (wasUnavailable && channel.Reason is null)
        {
            ChangeNotes.Channel(state, channel.Tenant.Name, channel.Route.Channel, null);
            Reopen(channel.Route, channel.Tenant);
        }
    }

    /// <summary>Records that a provider placed nothing for a contact of a tenant.</summary>
    public void RecordRefusal(ref LiveAttempt attempt, TenantChannel channel)
    {
        var account = channel.Account(attempt.Provider);
        AddressKey? contact = state.Jobs[attempt.Job].Cursor.Refusals == 0 ? attempt.Address : null;
        attempt.RecordRefusal(account, contact, state.Now.Mono);
        state.Touched.Add(channel.Tenant);
        if (account.IsBroken)
        {
            RefreshLanes(channel.Route, channel.Tenant);
        }
    }

    /// <summary>Records that a provider throttles a tenant.</summary>
    public void Throttle(ref LiveAttempt attempt, TenantChannel channel, long asked)
    {
        var account = channel.Account(attempt.Provider);
        attempt.ReleaseMark(account);
        account.Throttle(state.Now.Mono, asked, state.Settings.Random.NextDouble());
        state.Touched.Add(channel.Tenant);
    }

    /// <summary>
    /// Records that an attempt of a tenant was held back before it reached a provider. The tenant's next attempts are held back for the
    /// same time.
    /// </summary>
    public void HoldBack(ref LiveAttempt attempt, TenantChannel channel, long left)
    {
        channel.Account(attempt.Provider).HeldBack(state.Now.Mono, left);
        state.Touched.Add(channel.Tenant);
    }

    /// <summary>Ends all pauses that a changed provider has asked for.</summary>
    public void EndPauses(ProviderEntry provider)
    {
        foreach (var (channel, account) in AccountsAt(provider))
        {
            account.EndPause();
            state.Touched.Add(channel.Tenant);
        }
    }

    /// <summary>Closes the circuits of all tenants' accounts at a provider, and ends their pauses.</summary>
    public void CloseCircuits(ProviderEntry provider)
    {
        foreach (var (channel, account) in AccountsAt(provider))
        {
            var wasBroken = account.IsBroken;
            account.CloseCircuit(state.Now.Mono);
            state.Touched.Add(channel.Tenant);
            if (wasBroken)
            {
                Reopen(channel.Route, channel.Tenant);
            }
        }
    }

    private IEnumerable<(TenantChannel Channel, ProviderAccount Account)> AccountsAt(ProviderEntry provider)
    {
        var route = state.Route(provider.Channel);
        foreach (var tenant in state.Tenants.Values)
        {
            if (tenant.FindChannel(route) is { } channel && channel.FindAccount(provider) is { } account)
            {
                yield return (channel, account);
            }
        }
    }

    /// <summary>Records that a provider accepted an attempt of a tenant it had refused, or reported the outcome of the attempt.</summary>
    public void RecordAcceptance(ref LiveAttempt attempt, TenantChannel channel, bool hasEnded)
    {
        if (channel.FindAccount(attempt.Provider) is not { } account)
        {
            return;
        }

        var wasBroken = account.IsBroken;
        var wasCalm = channel.IsCalm(state.Now.Mono);
        attempt.RecordAcceptance(account, state.Now.Mono, hasEnded);
        if (!wasCalm)
        {
            state.Touched.Add(channel.Tenant);
        }

        if (wasBroken && !account.IsBroken)
        {
            Reopen(channel.Route, channel.Tenant);
        }
    }

    /// <summary>
    /// Parks a tenant on a channel, so that other tenants can go: the open providers do not take the tenant, and the providers that would
    /// take it are closed.
    /// </summary>
    public void Park(TenantChannel channel)
    {
        channel.Park();
        state.Touched.Add(channel.Tenant);
    }

    /// <summary>
    /// Returns parked tenants for which a provider is open now. Checks a limited number per step, one tenant after the other.
    /// </summary>
    private void Unpark(Route route)
    {
        for (var left = Math.Min(route.Parked.Count, MostUnparked); left > 0; left--)
        {
            var channel = route.TakeParked();
            if (route.IsOpen(state.Now.Mono, tenant: channel))
            {
                channel.Unpark();
                state.Touched.Add(channel.Tenant);
            }
            else
            {
                route.Add(channel);
            }
        }
    }

    /// <summary>Schedules wakes for the channels of a tenant that open later.</summary>
    public void Watch(TenantEntry tenant)
    {
        foreach (var channel in tenant.Channels.Values)
        {
            var opens = channel.OpensAt(state.Now.Mono);
            if (!channel.IsOpen(state.Now.Mono) && opens < long.MaxValue)
            {
                state.WakeAtMono(channel.Wake, opens);
            }
        }
    }

    /// <summary>Detects channels that have lost their last provider, or have one again, since the last step.</summary>
    public void CheckRoutes()
    {
        foreach (var route in state.Routes)
        {
            Unpark(route);
            var isDown = route.IsDown(state.Now.Mono);
            if (isDown && !route.WasDown)
            {
                RefreshLanes(route, null);
            }
            else if (route.WasDown && !isDown)
            {
                Reopen(route, null);
            }

            route.NoteDown(isDown);
        }
    }

    private void RefreshLanes(Route route, TenantEntry? tenant)
    {
        foreach (var campaign in state.Campaigns.Values)
        {
            if (campaign.MayLeave && !campaign.State.IsTerminal() && (tenant is null || campaign.Tenant == tenant))
            {
                foreach (var lane in campaign.Lanes.Values.Where(lane => lane.Row.Channel == route.Channel))
                {
                    state.Touched.Add(lane);
                }
            }
        }
    }

    /// <summary>
    /// Wakes jobs in memory that wait for the channel in the lane of another channel, because both were unavailable. Jobs in the store
    /// check the channel themselves: see <see cref="StepGroups"/>.
    /// </summary>
    private void Reopen(Route route, TenantEntry? tenant)
    {
        var parked = state.Campaigns.Values
            .Where(campaign => campaign.MayLeave
                && campaign.State == CampaignState.Running
                && (tenant is null || campaign.Tenant == tenant))
            .SelectMany(campaign => campaign.Lanes.Values)
            .Where(lane => lane.Kind == WaitingFor.Channel && lane.Row.Channel != route.Channel && lane.Waiting.Count > 0);
        foreach (var lane in parked.ToList())
        {
            foreach (var entry in lane.Waiting.ToList())
            {
                ref var job = ref state.Jobs[entry.Slot];
                if (lanes.IsWaiting(entry, lane) && StepGroups.WaitsFor(job, job.Plan, route.Channel))
                {
                    moves.Wait(entry.Slot, state.Now.Wall);
                }
            }
        }
    }

    private DateTimeOffset? InstantOf(long mono) =>
        mono == long.MaxValue ? null : state.Now.Instant + TimeSpan.FromTicks(Math.Max(0, mono - state.Now.Mono));
}
