using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.Tests;

namespace Campaigns.AspNetCore.Tests.Cluster;

/// <summary>What the API tells of a cluster, and that one engine tells nothing.</summary>
public sealed class ClusterTests
{
    [Fact]
    public async Task Silos_and_shards_are_told()
    {
        await using var host = await TestHost.StartAsync(campaigns => FakeCluster.AddTo(campaigns.Services));

        var cluster = await host.GetAsync("/api/cluster");

        Assert.Equal(("active", "dead"), (cluster.Text("silos/0/state"), cluster.Text("silos/1/state")));
        Assert.Equal(
            ("running", "north", 3), (cluster.Text("shards/0/state"), cluster.Text("shards/0/silo"), cluster.Number("shards/0/epoch")));
        Assert.Equal(("away", 0), (cluster.Text("shards/1/state"), cluster.Number("shards/1/epoch")));
        Assert.Equal("00:00:03.5000000", cluster.Text("shards/2/leaseLeft"));
    }

    [Fact]
    public async Task Explanation_names_the_shard_and_its_owner_to_callers_without_a_tenant()
    {
        await using var host = await TestHost.StartAsync(campaigns => FakeCluster.AddTo(campaigns.Services));
        var path = await ExplainAsync(host);

        var explanation = await host.GetAsync(path);
        host.Caller = new ApiCaller("acme", ApiRole.Admin, "acme");
        var ofTenant = await host.GetAsync(path);

        Assert.Equal((2, "north"), (explanation.Number("owner/shard"), explanation.Text("owner/silo")));
        Assert.False(ofTenant.Has("owner"));
    }

    [Fact]
    public async Task One_engine_is_no_cluster()
    {
        await using var host = await TestHost.StartAsync();

        Assert.Equal(404, (await host.GetAsync("/api/cluster")).Status);
        Assert.False((await host.GetAsync(await ExplainAsync(host))).Has("owner"));
    }

    /// <summary>Enrolls a contact.</summary>
    /// <returns>The path of its explanation.</returns>
    private static async Task<string> ExplainAsync(TestHost host)
    {
        var campaign = await host.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Reminders", Tenant = "acme", Steps = [new ContactStep { Channel = Channels.Voice }],
        });
        await host.Client.AddContactsAsync(campaign, [new Contact("ann", "+14155550000", "America/Los_Angeles")]);
        return $"/api/campaigns/{campaign}/contacts/ann/explain";
    }
}
