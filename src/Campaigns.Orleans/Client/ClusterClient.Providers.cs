using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Shared;

namespace Campaigns.Orleans.Client;

/// <content>Providers, which all shards share, and channels of tenants.</content>
internal sealed partial class ClusterClient
{
    public async Task<IReadOnlyList<ProviderStatus>> ListProvidersAsync(CancellationToken cancellationToken) =>
        ProviderMerge.Merge(await _shards.AskAllAsync(SharedMembers.ListProviders, Empty.Value, cancellationToken));

    public Task<Revised<ProviderSettings>> GetProviderAsync(string provider, CancellationToken cancellationToken) =>
        _shared.GetProviderAsync(provider, cancellationToken);

    public Task ChangeProviderAsync(string provider, ProviderSettings settings, CancellationToken cancellationToken)
    {
        _ = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(settings);
        return _shared.SetProviderAsync(provider, settings, cancellationToken);
    }

    public Task<long> ChangeProviderAsync(
        string provider, Func<ProviderSettings, ProviderSettings> change, long? revision, CancellationToken cancellationToken)
    {
        _ = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAtAsync(
            () => _shared.GetProviderAsync(provider, cancellationToken),
            change,
            (settings, read) => _shared.ChangeProviderAsync(provider, settings, read, cancellationToken),
            revision,
            nameof(ChangeProviderAsync));
    }

    public Task ResetProviderAsync(string provider, CancellationToken cancellationToken) =>
        _shared.ResetProviderAsync(provider, cancellationToken);

    public Task CloseCircuitAsync(string provider, CancellationToken cancellationToken) =>
        _shards.AskAllAsync(SharedMembers.CloseCircuit, new ProviderAt(provider), cancellationToken);

    public Task ChangeCallerIdAsync(string provider, string number, CallerIdSettings settings, CancellationToken cancellationToken)
    {
        _ = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(number);
        ArgumentNullException.ThrowIfNull(settings);
        var at = new CallerIdAt(provider, number, settings);
        return _shared.WriteCallerIdAsync(SharedMembers.SetCallerId, at, cancellationToken);
    }

    public Task ResetCallerIdAsync(string provider, string number, CancellationToken cancellationToken)
    {
        _ = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(number);
        return _shared.WriteCallerIdAsync(SharedMembers.ResetCallerId, new CallerIdAt(provider, number, null), cancellationToken);
    }

    public Task DismissUnmatchedReportsAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        _shards.AskAllAsync(SharedMembers.DismissUnmatchedReports, new InstantAt(until), cancellationToken);

    public Task MarkChannelUnavailableAsync(string tenant, string channel, string reason, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.MarkChannel, new ChannelAt(tenant, channel, reason), cancellationToken);

    public Task MarkChannelAvailableAsync(string tenant, string channel, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.FreeChannel, new ChannelAt(tenant, channel, null), cancellationToken);
}
