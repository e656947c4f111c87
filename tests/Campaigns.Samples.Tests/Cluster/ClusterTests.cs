using System.Text.Json.Nodes;
using Campaigns.Tests;

namespace Campaigns.Samples.Tests.Cluster;

/// <summary>The sample as its page says it is started.</summary>
[Collection(OneServer.Name)]
[Trait("Category", "Process")]
public sealed class ClusterTests(SharedServer server)
{
    private const int Shards = 4;
    private const int Tenants = 8;

    [Fact]
    public async Task Two_silos_share_the_shards_serve_everything_and_stop_together()
    {
        using var sample = new SiloProcess(await server.CreateDatabaseAsync());
        var urls = await sample.ServesAsync();

        var shards = (await Until.FindAsync(() => sample.GetAsync($"{urls[1]}/api/cluster"), IsBalanced))["shards"]!.AsArray();
        Assert.All(shards, shard => Assert.NotEqual("", Text(shard!, "owner")));
        foreach (var url in urls)
        {
            await Until.FindAsync(() => sample.GetAsync($"{url}/api/campaigns"), page => page["items"]!.AsArray().Count == Tenants);
            Assert.Contains("Spring calls of acme", await sample.GetPageAsync($"{url}/campaigns"), StringComparison.Ordinal);
            var page = await sample.GetPageAsync($"{url}/campaigns/operations/cluster");
            Assert.Contains($"{Shards} of {Shards} shards run.", page, StringComparison.Ordinal);
        }

        // Each silo explains contacts of all shards, and names the owner as the list of shards does.
        foreach (var campaign in (await sample.GetAsync($"{urls[0]}/api/campaigns"))["items"]!.AsArray())
        {
            var contact = $"{Text(campaign!, "tenant")}-1999";
            var explanation = await sample.GetAsync($"{urls[0]}/api/campaigns/{Text(campaign!, "id")}/contacts/{contact}/explain");
            var owner = explanation["owner"]!;
            Assert.Equal(Text(shards[owner["shard"]!.GetValue<int>()]!, "silo"), Text(owner, "silo"));
        }

        Assert.Equal(0, await sample.Process.StopAsync());
        Assert.DoesNotContain("did not take all shards", sample.Process.Output, StringComparison.Ordinal);
    }

    /// <summary>Whether both silos run, and each has half of the shards.</summary>
    private static bool IsBalanced(JsonNode cluster) =>
        cluster["silos"]!.AsArray().Count(silo => Text(silo!, "state") == "active") == 2
        && cluster["shards"]!.AsArray() is { Count: Shards } shards
        && shards.All(shard => Text(shard!, "state") == "running")
        && shards.CountBy(shard => Text(shard!, "silo")).All(silo => silo.Value == Shards / 2);

    private static string Text(JsonNode node, string name) => node[name]?.ToString() ?? "";
}
