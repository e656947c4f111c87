namespace Campaigns.Orleans.Shards;

/// <summary>The map of the cluster's shards, as this process has read it.</summary>
internal sealed class ClusterMap(ClusterDatabase database)
{
    private volatile ShardMap? _map;

    /// <summary>The map.</summary>
    /// <exception cref="CampaignException">The process has not read it yet.</exception>
    public ShardMap Current => _map ?? throw new CampaignException(
        CampaignError.NotStarted, "The shards of the cluster are not known yet. Await the start of the host first.");

    /// <summary>Reads the map.</summary>
    /// <exception cref="CampaignException">No silo has created the tables yet, or their version is another one.</exception>
    public async Task<ShardMap> RefreshAsync(CancellationToken cancellationToken) =>
        _map = await ClusterSchema.ReadMapAsync(database, cancellationToken);
}
