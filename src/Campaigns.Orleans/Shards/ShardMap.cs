using System.IO.Hashing;
using System.Text;

namespace Campaigns.Orleans;

/// <summary>
/// Tells the shard of a tenant: the 64-bit XXH64 hash, with seed 0, of the tenant's name in UTF-8, modulo the number of shards, except for
/// tenants that the table of the cluster lists. The ids of campaigns begin with their shard.
/// </summary>
public sealed class ShardMap
{
    /// <summary>The bits of a campaign's id below the shard.</summary>
    private const int ShardBits = 48;

    private readonly IReadOnlyDictionary<string, int> _exceptions;

    internal ShardMap(int count, IReadOnlyDictionary<string, int> exceptions) => (Count, _exceptions) = (count, exceptions);

    /// <summary>The number of shards.</summary>
    public int Count { get; }

    /// <summary>The shard of a tenant, from 0.</summary>
    /// <param name="tenant">The tenant's name.</param>
    public int OfTenant(string tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        return _exceptions.TryGetValue(tenant, out var shard) ? shard : ByHash(tenant, Count);
    }

    /// <summary>
    /// The shard that the id of a campaign names. It may be one that does not exist, if the id is not one of the cluster.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    public static int OfCampaign(CampaignId campaign) => (int)(campaign.Value >> ShardBits);

    /// <summary>The shard that a tenant's name tells.</summary>
    internal static int ByHash(string tenant, int count) => (int)(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(tenant)) % (ulong)count);
}
