namespace Campaigns.Orleans.Client;

/// <summary>Reads and writes ids that tell their shard in the bits from 48 on.</summary>
internal static class ShardIds
{
    private const int Bits = 48;
    private const long Rest = (1L << Bits) - 1;

    /// <summary>The shard of an id; 0 for ids that no shard gives, so that shard 0 refuses them as one engine does.</summary>
    public static int ShardOf(long id, int count) => id >> Bits is >= 0 and var shard && shard < count ? (int)shard : 0;

    /// <summary>Whether an id is one of a shard that exists.</summary>
    public static bool HasShard(long id, int count) => id >= 0 && id >> Bits < count;

    /// <summary>The number within the shard.</summary>
    public static long Within(long id) => id & Rest;

    /// <summary>An id of a shard.</summary>
    public static long Of(int shard, long number) => ((long)shard << Bits) | (number & Rest);
}
