using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles requests about providers: their status, and changes of their settings.</summary>
internal sealed class ProviderRequests(SchedulerState state, ChannelAvailability channels, LimitBook limits)
{
    /// <summary>Changes a provider's settings. Attempts committed under the old settings are judged again.</summary>
    /// <param name="name">The provider.</param>
    /// <param name="settings">The settings; null for the settings of its registration.</param>
    /// <param name="revision">The revision that the change was made to; null for any.</param>
    /// <returns>The new revision.</returns>
    public long Change(string name, ProviderSettings? settings, long? revision = null)
    {
        var provider = Find(state, name);
        Revised<ProviderSettings>.Require("The settings of the provider", provider.Revision, revision);
        provider.Change(settings, provider.Revision + 1, state.Now.Mono);
        channels.EndPauses(provider);
        limits.Change(provider, provider.Settings.Rate, provider.Settings.Quotas);
        state.Stop(state.Everything.Stop, new StopScope { Provider = name });
        state.Decisions.Batch.Write(new ProviderRow(name, settings, provider.Revision));
        return provider.Revision;
    }

    /// <summary>Closes the circuits of a provider, and ends the pauses it has asked for.</summary>
    public void CloseCircuit(string name)
    {
        var provider = Find(state, name);
        provider.CloseCircuit(state.Now.Mono);
        channels.CloseCircuits(provider);
        state.Touched.Add(provider);
    }

    /// <summary>The settings of a provider in force, with their revision.</summary>
    public Revised<ProviderSettings> Read(string name)
    {
        var provider = Find(state, name);
        return new(provider.Settings, provider.Revision);
    }

    public static ProviderEntry Find(SchedulerState state, string name) => state.Providers.Find(provider => provider.Name == name)
        ?? throw CampaignException.NotFound(
            $"provider \"{name}\"; there are {string.Join(", ", state.Providers.Select(provider => provider.Name))}");

    /// <summary>Applies the stored settings. A provider that is no longer registered keeps its row.</summary>
    public void Apply(IReadOnlyList<ProviderRow> rows)
    {
        foreach (var (name, settings, revision) in rows)
        {
            if (state.Providers.Find(provider => provider.Name == name) is { } provider)
            {
                provider.Change(settings, revision, state.Now.Mono);
                limits.Quotas.Change(provider, provider.Settings.Quotas);
            }
        }
    }

    public IReadOnlyList<ProviderStatus> List() => [.. state.Providers.Select(StatusOf)];

    private ProviderStatus StatusOf(ProviderEntry provider)
    {
        var now = state.Now;
        var (opens, own) = (provider.OpensAt(now), provider.StateAt(now.Mono));
        var (held, firstOpens, shown) = OfTenants(provider);
        var isForAll = own is ProviderState.Available or ProviderState.RateLimited or ProviderState.QuotaExhausted
            ? shown is not null
            : own is ProviderState.AtCapacity && shown < ProviderState.CircuitHalfOpen;
        opens = isForAll ? Math.Max(opens, firstOpens) : opens;
        return new ProviderStatus(provider.Name, provider.Channel, isForAll ? shown!.Value : own)
        {
            Live = provider.Live,
            Dispatching = provider.Dispatching,
            Failures = provider.Failures,
            AvailableAt = opens <= now.Mono || opens == long.MaxValue
                ? null
                : new DateTimeOffset(now.Wall + opens - now.Mono, TimeSpan.Zero),
            ThrottledTenants = held,
            CallerIds = CallerIdRequests.List(provider, now),
            Settings = provider.Settings,
        };
    }

    /// <summary>
    /// The tenants for which a provider is closed. If these are all tenants with campaigns, also the earliest time at which the provider
    /// opens for one of them, and the state to show.
    /// </summary>
    private (IReadOnlyList<string> Held, long Opens, ProviderState? State) OfTenants(ProviderEntry provider)
    {
        List<string> held = [];
        var (route, mono) = (state.Route(provider.Channel), state.Now.Mono);
        var (opens, shown, isAll) = (long.MaxValue, (ProviderState?)null, true);
        foreach (var tenant in state.Tenants.Values)
        {
            var account = tenant.FindChannel(route)?.FindAccount(provider);
            if (account?.StateAt(mono) is not { } stands)
            {
                isAll &= account is null && tenant.Queues.Count == 0;
                continue;
            }

            opens = Math.Min(opens, account.OpensAt(mono));
            shown = shown is null || stands < shown ? stands : shown;
            if (!account.IsOpen(mono))
            {
                held.Add(tenant.Name);
            }
        }

        return (held, opens, isAll ? shown : null);
    }
}
