using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Shared;

namespace Campaigns.Orleans.Client;

/// <content>What spans campaigns: holds, tenants, limits, providers, the strategy, the store.</content>
internal sealed partial class ClusterClient
{
    public Task HoldAllAsync(CancellationToken cancellationToken) => Hold is { } hold
        ? hold.HoldAsync((shard, token) => _shards.AskAsync(shard, SharedMembers.HoldAll, Empty.Value, token), cancellationToken)
        : _shared.HoldAllAsync(cancellationToken);

    public Task ReleaseAllAsync(CancellationToken cancellationToken) => Hold is { } hold
        ? hold.ReleaseAsync((shard, token) => _shards.AskAsync(shard, SharedMembers.ReleaseAll, Empty.Value, token), cancellationToken)
        : _shared.ReleaseAllAsync(cancellationToken);

    public Task HoldTenantAsync(string tenant, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.Hold, new TenantAt(tenant), cancellationToken);

    public Task ReleaseTenantAsync(string tenant, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.Release, new TenantAt(tenant), cancellationToken);

    public Task<Revised<TenantSettings>> GetTenantAsync(string tenant, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.Get, new TenantAt(tenant), cancellationToken);

    public Task ChangeTenantAsync(string tenant, TenantSettings settings, CancellationToken cancellationToken)
    {
        _ = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(settings);
        return OfTenantAsync(tenant, TenantMembers.Set, new TenantSettingsAt(tenant, settings, null), cancellationToken);
    }

    public Task<long> ChangeTenantAsync(
        string tenant, Func<TenantSettings, TenantSettings> change, long? revision, CancellationToken cancellationToken)
    {
        _ = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAtAsync(
            () => GetTenantAsync(tenant, cancellationToken),
            change,
            (settings, read) => OfTenantAsync(
                tenant, TenantMembers.Change, new TenantSettingsAt(tenant, settings, read), cancellationToken),
            revision,
            nameof(ChangeTenantAsync));
    }

    public Task<Revised<EngineLimits>> GetLimitsAsync(CancellationToken cancellationToken) => _shared.GetLimitsAsync(cancellationToken);

    public Task ChangeLimitsAsync(EngineLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return _shared.SetLimitsAsync(limits, cancellationToken);
    }

    public Task<long> ChangeLimitsAsync(Func<EngineLimits, EngineLimits> change, long? revision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        return ChangeAtAsync(
            () => _shared.GetLimitsAsync(cancellationToken),
            change,
            (limits, read) => _shared.ChangeLimitsAsync(limits, read, cancellationToken),
            revision,
            nameof(ChangeLimitsAsync));
    }

    public Task ChangeStrategyAsync(ICampaignStrategy strategy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return _shards.AskAllAsync(SharedMembers.ChangeStrategy, StrategyNames.Write(strategy), cancellationToken);
    }

    public Task<string> GetStrategyAsync(CancellationToken cancellationToken) =>
        _shards.AskAsync(0, SharedMembers.GetStrategy, Empty.Value, cancellationToken);

    public async Task<StoreInfo> GetStoreInfoAsync(CancellationToken cancellationToken)
    {
        var stores = await _shards.AskAllAsync(SharedMembers.GetStoreInfo, Empty.Value, cancellationToken);
        return new StoreInfo(stores.Sum(store => store.Epoch), stores.Sum(store => store.Commit))
        {
            CommittedAt = stores.Max(store => store.CommittedAt),
            SchemaVersion = stores.Min(store => store.SchemaVersion),
            Size = stores.Max(store => store.Size), // each tells the size of the database that they share
        };
    }

    public Task CompleteTaskAsync(CampaignId campaign, string contactKey, ManualTaskResult result, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, ContactMembers.CompleteTask, new CompleteTaskAt(campaign, contactKey, result), cancellationToken);

    public Task<bool> NoteCallAsync(CampaignId campaign, string contactKey, NotedCall call, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        ArgumentNullException.ThrowIfNull(call);
        return OfCampaignAsync(campaign, ContactMembers.NoteCall, new NoteCallAt(campaign, contactKey, call), cancellationToken);
    }
}
