using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Campaigns;

/// <summary>Campaigns go through their states.</summary>
public sealed class CampaignActionTests
{
    [Fact]
    public async Task A_campaign_is_started_paused_resumed_and_canceled_and_each_answers_with_the_new_state()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace("\"steps\"", "\"keepOpen\": true, \"steps\""));
        var states = new List<string>();
        foreach (var action in new[] { "start", "start", "pause", "pause", "resume", "cancel?mode=abort", "cancel" })
        {
            states.Add((await host.PostAsync($"{path}/{action}")).Text("state"));
        }

        Assert.Equal(["running", "running", "paused", "paused", "running", "canceled", "canceled"], states);
    }

    [Fact]
    public async Task An_action_that_the_state_does_not_allow_is_a_conflict()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var resumed = await host.PostAsync(path + "/resume");
        var purged = await host.DeleteAsync(path);

        Assert.Equal((409, "/problems/illegal-transition"), (resumed.Status, resumed.Text("type")));
        Assert.Equal(409, purged.Status);
    }

    [Fact]
    public async Task An_ended_campaign_is_purged_and_then_does_not_exist()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        await host.PostAsync(path + "/cancel");
        var purged = await host.DeleteAsync(path);

        Assert.Equal((204, 404), (purged.Status, (await host.GetAsync(path)).Status));
    }

    [Fact]
    public async Task Only_administrators_purge()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        host.Caller = new ApiCaller("operator", ApiRole.Operate, null);

        Assert.Equal(403, (await host.DeleteAsync(path)).Status);
    }

    [Fact]
    public async Task An_unknown_way_to_cancel_is_refused_and_cancels_nothing()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var answer = await host.PostAsync(path + "/cancel?mode=Abort");

        Assert.Equal((400, "mode"), (answer.Status, answer.Faults.Single()));
        Assert.Contains("drain, abort", answer.Text("faults/0/detail"));
        Assert.Equal("draft", (await host.GetAsync(path)).Text("state"));
    }

    [Fact]
    public async Task The_campaign_tells_its_statistics_and_what_its_contacts_wait_for()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace("\"steps\"", "\"maxConcurrent\": 1, \"steps\""));
        var campaign = new CampaignId(long.Parse(path.Split('/')[^1]));
        await host.Client.AddContactsAsync(campaign, [new Contact("a", "+15550100001"), new Contact("b", "+15550100002")]);
        await host.PostAsync(path + "/start");
        var read = await host.GetAsync(path);
        var reasons = (await host.GetAsync(path + "/explain")).At("reasons").EnumerateObject();

        Assert.Equal((2, 1, 1), (read.Number("total"), read.Number("live"), read.Number("pending")));
        Assert.Equal((0, 0), (read.Number("completed"), read.Number("retriesAttempted")));
        Assert.Equal(1, reasons.Single().Value.GetInt32());
    }
}
