using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace Campaigns.Orleans.Shards;

/// <summary>Asks all shards, the members and the database how the cluster is.</summary>
internal sealed class ClusterStatus(IGrainFactory grains, ClusterTables tables, ClusterMap map) : IClusterStatus
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<ShardStatus>> ListShardsAsync(CancellationToken cancellationToken)
    {
        var count = map.Current.Count;
        var asked = Enumerable.Range(0, count).Select(shard => AskAsync(shard, cancellationToken)).ToList();
        var owners = (await ReadAsync(() => tables.ReadOwnersAsync(count, cancellationToken))).ToDictionary(owner => owner.Shard);
        var reports = await Task.WhenAll(asked);
        return [.. reports.Select((report, shard) => Join(shard, report, owners.GetValueOrDefault(shard)))];
    }

    public async Task<IReadOnlyList<ClusterSilo>> ListSilosAsync(CancellationToken cancellationToken)
    {
        var members = await ReadMembersAsync(cancellationToken);
        var silences = await ReadAsync(() => tables.ReadSilencesAsync(cancellationToken));
        var silos = members.Select(member => Join(
            member, silences.TryGetValue(member.SiloAddress.ToParsableString(), out var silent) ? silent : null));

        // A silo that ends by itself takes its sign of life with it. Signs of silos that were declared dead are kept for an hour.
        return [.. silos.Where(silo => silo.State != ClusterSiloState.Dead || silo.Silent is not null)
            .OrderBy(silo => silo.Name, StringComparer.Ordinal).ThenBy(silo => silo.StartedAt)];
    }

    private async Task<ShardReport?> AskAsync(int shard, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IShardGrain>(shard).PingAsync().WaitAsync(Patience, cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            return null; // its owner does not answer, which the status tells
        }
    }

    /// <summary>Asks any silo for the members: a client process knows them only so.</summary>
    private async Task<MembershipEntry[]> ReadMembersAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts().WaitAsync(Patience, cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            throw new CampaignException(
                CampaignError.Stopped, "The silos of the cluster cannot be listed: no silo answers, or the database does not. Try again.",
                error);
        }
    }

    /// <summary>Reads a table of the cluster. One that does not exist is empty: no shard was ever opened.</summary>
    private static async Task<TRows> ReadAsync<TRows>(Func<Task<TRows>> read)
        where TRows : new()
    {
        try
        {
            return await read();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return new TRows();
        }
        catch (NpgsqlException error)
        {
            throw new CampaignException(CampaignError.StoreFailed, "The database of the cluster cannot be read.", error);
        }
    }

    private static ClusterSilo Join(MembershipEntry member, TimeSpan? silent) => new()
    {
        Name = member.SiloName,
        Address = member.SiloAddress.ToParsableString(),
        StartedAt = new DateTimeOffset(member.StartTime, TimeSpan.Zero),
        Silent = silent,
        State = member.Status switch
        {
            SiloStatus.Active => ClusterSiloState.Active,
            SiloStatus.ShuttingDown or SiloStatus.Stopping => ClusterSiloState.Leaving,
            SiloStatus.Dead => ClusterSiloState.Dead,
            _ => ClusterSiloState.Joining,
        },
    };

    private static ShardStatus Join(int shard, ShardReport? report, ShardOwnership? owner) => new()
    {
        Shard = shard,
        State = report?.State ?? ShardState.Away,
        Silo = report?.Silo,
        SiloName = report?.Name,
        Since = report?.Since,
        Moves = report?.Moves ?? 0,
        Calls = report?.Calls ?? 0,
        Problem = report?.Problem,
        Epoch = owner?.Epoch ?? 0,
        Owner = owner?.Holder ?? "",
        LeaseLeft = owner?.LeaseLeft ?? TimeSpan.Zero,
    };
}
