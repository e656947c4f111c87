using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client.Shared;

/// <summary>
/// What all shards have the same: limits, settings of providers and caller ids, the hold on everything. Shard 0 decides the order of
/// concurrent changes, by its revisions. A change is written to shard 0, then to the others, and completes when all have it.
/// </summary>
/// <remarks>
/// Two callers may write to the others in different orders. So each of them reads shard 0 again at the end, and writes what it finds there
/// until nobody has changed it meanwhile. A caller that dies in between, or a shard that was away, is put right by
/// <see cref="ReconcileAsync(int, bool, CancellationToken)"/>.
/// </remarks>
internal sealed class SharedSettings(ShardCaller shards)
{
    private const int First = 0;
    private const int MostRounds = 20;

    /// <summary>Holds everything. Each shard keeps the hold in its store, so whoever owns a shard next holds it from the start.</summary>
    public async Task HoldAllAsync(CancellationToken cancellationToken)
    {
        await shards.AskAsync(First, SharedMembers.HoldAll, Empty.Value, cancellationToken);
        await OthersAsync(shard => shards.AskAsync(shard, SharedMembers.HoldAll, Empty.Value, cancellationToken));
    }

    public async Task ReleaseAllAsync(CancellationToken cancellationToken)
    {
        await shards.AskAsync(First, SharedMembers.ReleaseAll, Empty.Value, cancellationToken);
        await OthersAsync(shard => shards.AskAsync(shard, SharedMembers.ReleaseAll, Empty.Value, cancellationToken));
    }

    public Task<Revised<EngineLimits>> GetLimitsAsync(CancellationToken cancellationToken) =>
        shards.AskAsync(First, SharedMembers.GetLimits, Empty.Value, cancellationToken);

    public async Task SetLimitsAsync(EngineLimits limits, CancellationToken cancellationToken)
    {
        await shards.AskAsync(First, SharedMembers.SetLimits, new LimitsAt(limits, null), cancellationToken);
        await SpreadLimitsAsync(cancellationToken);
    }

    public async Task<long> ChangeLimitsAsync(EngineLimits limits, long revision, CancellationToken cancellationToken)
    {
        var written = await shards.AskAsync(First, SharedMembers.ChangeLimits, new LimitsAt(limits, revision), cancellationToken);
        await SpreadLimitsAsync(cancellationToken);
        return written;
    }

    public Task<Revised<ProviderSettings>> GetProviderAsync(string provider, CancellationToken cancellationToken) =>
        shards.AskAsync(First, SharedMembers.GetProvider, new ProviderAt(provider), cancellationToken);

    public async Task SetProviderAsync(string provider, ProviderSettings settings, CancellationToken cancellationToken)
    {
        var at = new ProviderSettingsAt(provider, settings, null);
        await shards.AskAsync(First, SharedMembers.SetProvider, at, cancellationToken);
        await SpreadProviderAsync(provider, cancellationToken);
    }

    public async Task<long> ChangeProviderAsync(
        string provider, ProviderSettings settings, long revision, CancellationToken cancellationToken)
    {
        var at = new ProviderSettingsAt(provider, settings, revision);
        var written = await shards.AskAsync(First, SharedMembers.ChangeProvider, at, cancellationToken);
        await SpreadProviderAsync(provider, cancellationToken);
        return written;
    }

    public async Task ResetProviderAsync(string provider, CancellationToken cancellationToken)
    {
        var at = new ProviderAt(provider);
        await shards.AskAsync(First, SharedMembers.ResetProvider, at, cancellationToken);
        var reset = await GetProviderAsync(provider, cancellationToken);
        await OthersAsync(shard => shards.AskAsync(shard, SharedMembers.ResetProvider, at, cancellationToken));
        if ((await GetProviderAsync(provider, cancellationToken)).Revision != reset.Revision)
        {
            await SpreadProviderAsync(provider, cancellationToken);
        }
    }

    /// <summary>Changes or resets a caller id on all shards.</summary>
    public async Task WriteCallerIdAsync(
        ShardMember<CallerIdAt, bool> member, CallerIdAt at, CancellationToken cancellationToken)
    {
        await shards.AskAsync(First, member, at, cancellationToken);
        var written = await FindCallerIdAsync(First, at, cancellationToken);
        await OthersAsync(shard => shards.AskAsync(shard, member, at, cancellationToken));
        for (var round = 0; round < MostRounds; round++)
        {
            var now = await FindCallerIdAsync(First, at, cancellationToken);
            if (now is null || now == written)
            {
                return;
            }

            written = now;
            var newest = at with { Settings = now };
            await OthersAsync(shard => shards.AskAsync(shard, SharedMembers.SetCallerId, newest, cancellationToken));
        }
    }

    /// <summary>
    /// Makes a shard have what shard 0 has. Does nothing for shard 0, and writes nothing that is the same already. Releases no hold: a
    /// shard holds itself when its store has lost commits.
    /// </summary>
    /// <param name="shard">The shard.</param>
    /// <param name="hasHold">Whether the cluster keeps the hold on everything elsewhere, so that owners read it there.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task ReconcileAsync(int shard, bool hasHold, CancellationToken cancellationToken)
    {
        if (shard == First)
        {
            return;
        }

        if (!hasHold && await IsHeldAsync(First, cancellationToken) && !await IsHeldAsync(shard, cancellationToken))
        {
            await shards.AskAsync(shard, SharedMembers.HoldAll, Empty.Value, cancellationToken);
        }

        var limits = (await GetLimitsAsync(cancellationToken)).Settings;
        if ((await shards.AskAsync(shard, SharedMembers.GetLimits, Empty.Value, cancellationToken)).Settings is var own
            && !SameSettings.AreSame(limits, own))
        {
            await shards.AskAsync(shard, SharedMembers.SetLimits, new LimitsAt(limits, null), cancellationToken);
        }

        var first = await shards.AskAsync(First, SharedMembers.ListProviders, Empty.Value, cancellationToken);
        var others = await shards.AskAsync(shard, SharedMembers.ListProviders, Empty.Value, cancellationToken);
        foreach (var (wanted, has) in first.Join(others, each => each.Name, each => each.Name, (wanted, has) => (wanted, has)))
        {
            await ReconcileAsync(shard, wanted, has, cancellationToken);
        }
    }

    private async Task ReconcileAsync(int shard, ProviderStatus wanted, ProviderStatus has, CancellationToken cancellationToken)
    {
        if (wanted.Settings != has.Settings)
        {
            var at = new ProviderSettingsAt(wanted.Name, wanted.Settings, null);
            await shards.AskAsync(shard, SharedMembers.SetProvider, at, cancellationToken);
        }

        foreach (var callerId in wanted.CallerIds)
        {
            var own = has.CallerIds.FirstOrDefault(each => each.Number == callerId.Number);
            if (own is not null && own.Settings != callerId.Settings)
            {
                var at = new CallerIdAt(wanted.Name, callerId.Number, callerId.Settings);
                await shards.AskAsync(shard, SharedMembers.SetCallerId, at, cancellationToken);
            }
        }
    }

    private async Task<bool> IsHeldAsync(int shard, CancellationToken cancellationToken)
    {
        var first = await shards.AskAsync(shard, ListMembers.Holds, new PageAt(null, 1), cancellationToken);
        return first.Items is [{ Tenant: null }];
    }

    private Task SpreadLimitsAsync(CancellationToken cancellationToken) => SpreadAsync(
        () => GetLimitsAsync(cancellationToken),
        (shard, limits) => shards.AskAsync(shard, SharedMembers.SetLimits, new LimitsAt(limits, null), cancellationToken));

    private Task SpreadProviderAsync(string provider, CancellationToken cancellationToken) => SpreadAsync(
        () => GetProviderAsync(provider, cancellationToken),
        (shard, settings) => shards.AskAsync(
            shard, SharedMembers.SetProvider, new ProviderSettingsAt(provider, settings, null), cancellationToken));

    /// <summary>Writes what shard 0 has to the others, until shard 0 has not changed meanwhile.</summary>
    private async Task SpreadAsync<T>(Func<Task<Revised<T>>> read, Func<int, T, Task<bool>> write)
    {
        var newest = await read();
        for (var round = 0; round < MostRounds; round++)
        {
            var (settings, revision) = newest;
            await OthersAsync(shard => write(shard, settings));
            newest = await read();
            if (newest.Revision == revision)
            {
                return;
            }
        }
    }

    private Task OthersAsync(Func<int, Task<bool>> write) =>
        FanOut.AllAsync([.. Enumerable.Range(1, shards.Count - 1).Select(write)]);

    private async Task<CallerIdSettings?> FindCallerIdAsync(int shard, CallerIdAt at, CancellationToken cancellationToken)
    {
        var number = CallerId.Canonical(at.Number);
        var providers = await shards.AskAsync(shard, SharedMembers.ListProviders, Empty.Value, cancellationToken);
        return providers.FirstOrDefault(each => each.Name == Named.Of(at.Provider))
            ?.CallerIds.FirstOrDefault(each => each.Number == number)?.Settings;
    }
}
