using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What can be asked about providers: how they fare, and other limits.</summary>
internal sealed class ProviderDesk(SchedulerState state)
{
    /// <summary>Changes a provider; what is committed under the old settings is judged again.</summary>
    /// <param name="name">The provider.</param>
    /// <param name="settings">The settings; null for those it is registered with.</param>
    public void Change(string name, ProviderSettings? settings)
    {
        var provider = state.Providers.Find(provider => provider.Name == name)
            ?? throw CampaignException.NotFound($"provider \"{name}\"; there are {string.Join(", ", state.Providers.Select(provider => provider.Name))}");
        provider.Change(settings, state.Now.Mono);
        state.Limits.Use(provider);
        state.Stop(state.Everything.Stop, new StopScope { Provider = name });
        state.Decisions.Batch.ProviderList.Add(new ProviderRow(name, settings));
    }

    /// <summary>Applies what the store keeps. A provider that is not registered any more keeps its row.</summary>
    public void Apply(IReadOnlyList<ProviderRow> rows)
    {
        foreach (var (name, settings) in rows)
        {
            state.Providers.Find(provider => provider.Name == name)?.Change(settings, state.Now.Mono);
        }
    }

    public IReadOnlyList<ProviderStatus> List() => [.. state.Providers.Select(StatusOf)];

    private ProviderStatus StatusOf(ProviderEntry provider)
    {
        var now = state.Now;
        var opens = provider.OpensAt(now.Mono);
        return new ProviderStatus(provider.Name, provider.Channel, provider.StateAt(now.Mono))
        {
            Live = provider.Live,
            Dispatching = provider.Dispatching,
            Failures = provider.Failures,
            OpensAt = opens <= now.Mono || opens == long.MaxValue ? null : new DateTimeOffset(now.Wall + opens - now.Mono, TimeSpan.Zero),
            Settings = provider.Settings,
        };
    }
}
