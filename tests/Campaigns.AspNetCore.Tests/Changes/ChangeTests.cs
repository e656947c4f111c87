using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Changes;

/// <summary>The change feed is read after a position.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task Changes_are_read_in_portions_until_nothing_follows()
    {
        await using var host = await TestHost.StartAsync();
        await host.GetAsync("/api/changes"); // from now on, changes are kept
        var path = await host.CreateAsync();
        await host.PostAsync(path + "/pause"); // a draft cannot be paused: no change
        await host.PostAsync(path + "/start");

        var (states, position) = (new List<string>(), "0");
        while (true)
        {
            var page = await host.GetAsync($"/api/changes?after={position}&limit=1&kinds=campaign_changed");
            if (page.Text("next") == position)
            {
                break;
            }

            states.AddRange(page.At("items").EnumerateArray().Select(item => item.GetProperty("campaignState").GetString()!));
            position = page.Text("next");
        }

        Assert.Equal(["draft", "running", "completed"], states);
    }

    [Fact]
    public async Task Changes_are_filtered_by_campaign_and_kind_and_a_tenant_sees_its_own()
    {
        await using var host = await TestHost.StartAsync();
        await host.GetAsync("/api/changes");
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace("\"steps\"", "\"tenant\": \"acme\", \"steps\""));
        await host.CreateAsync();
        var id = path.Split('/')[^1];

        Assert.Equal([id], Campaigns(await host.GetAsync($"/api/changes?campaign={id}")));
        Assert.Empty(Campaigns(await host.GetAsync($"/api/changes?campaign={id}&kinds=attempt_ended,contact_ended")));
        host.Caller = new ApiCaller("acme", ApiRole.Read, "acme");
        Assert.Equal([id], Campaigns(await host.GetAsync("/api/changes?kinds=campaign_changed")));
    }

    [Fact]
    public async Task Faults_are_told_at_once()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var answer = await host.GetAsync("/api/changes?after=-1&kinds=attempt_ended,all&limit=1001");
        var provider = await host.GetAsync($"/api/changes?campaign={path.Split('/')[^1]}&kinds=provider_changed");

        Assert.Equal(["after", "kinds", "limit"], answer.Faults.Order());
        Assert.Equal((400, "kinds"), (provider.Status, provider.Faults.Single()));
    }

    private static IEnumerable<string> Campaigns(Answer answer) =>
        from item in answer.At("items").EnumerateArray()
        where item.TryGetProperty("campaign", out _)
        select item.GetProperty("campaign").GetString();
}
