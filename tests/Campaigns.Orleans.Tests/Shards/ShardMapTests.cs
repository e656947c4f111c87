namespace Campaigns.Orleans.Tests.Shards;

/// <summary>The shard of a tenant must never change: another answer would give the tenant a second owner.</summary>
public sealed class ShardMapTests
{
    /// <summary>The published values of XXH64 with seed 0, modulo the number of shards.</summary>
    [Theory]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    public void Tenant_is_hashed_by_xxh64_of_its_name(string tenant, ulong hash)
    {
        Assert.Equal((int)(hash % 32), new ShardMap(32, new Dictionary<string, int>()).OfTenant(tenant));
        Assert.Equal((int)(hash % 1_000), new ShardMap(1_000, new Dictionary<string, int>()).OfTenant(tenant));
    }

    [Theory]
    [InlineData("default", 22)]
    [InlineData("acme", 12)]
    [InlineData("Zürich", 25)]
    public void Shard_of_a_name_never_changes(string tenant, int shard) =>
        Assert.Equal(shard, new ShardMap(32, new Dictionary<string, int>()).OfTenant(tenant));

    [Fact]
    public void Listed_tenant_is_in_its_listed_shard()
    {
        var map = new ShardMap(32, new Dictionary<string, int> { ["acme"] = 31 });

        Assert.Equal(31, map.OfTenant("acme"));
        Assert.Equal(new ShardMap(32, new Dictionary<string, int>()).OfTenant("other"), map.OfTenant("other"));
    }

    [Fact]
    public void Thousand_tenants_are_spread_evenly()
    {
        var map = new ShardMap(32, new Dictionary<string, int>());
        var counts = Enumerable.Range(0, 3_200).CountBy(number => map.OfTenant($"tenant-{number}")).ToDictionary();

        Assert.Equal(32, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 60, 140));
    }

    [Fact]
    public void Id_of_a_campaign_tells_its_shard()
    {
        Assert.Equal(0, ShardMap.OfCampaign(new CampaignId(1)));
        Assert.Equal(5, ShardMap.OfCampaign(new CampaignId((5L << 48) + 17)));
    }
}
