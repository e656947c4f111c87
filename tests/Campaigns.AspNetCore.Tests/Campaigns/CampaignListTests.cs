using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Campaigns;

/// <summary>Lists are read in pages, and nothing of a request is ignored.</summary>
public sealed class CampaignListTests
{
    [Fact]
    public async Task Campaigns_are_listed_in_pages_newest_first()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var name in new[] { "one", "two", "three" })
        {
            await host.CreateAsync(ApiCalls.OneCall.Replace("Spring", name));
        }

        var first = await host.GetAsync("/api/campaigns?limit=2");
        var last = await host.GetAsync($"/api/campaigns?limit=2&after={first.Text("next")}");

        Assert.Equal(["three", "two"], Names(first));
        Assert.Equal(["one"], Names(last));
        Assert.False(last.Has("next"));
    }

    [Fact]
    public async Task Campaigns_are_filtered_by_tenant_state_and_text()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(ApiCalls.OneCall.Replace("\"steps\"", "\"tenant\": \"acme\", \"steps\""));
        var canceled = await host.CreateAsync(ApiCalls.OneCall.Replace("Spring", "Summer"));
        await host.PostAsync(canceled + "/cancel");

        Assert.Equal(["Spring"], Names(await host.GetAsync("/api/campaigns?tenant=acme")));
        Assert.Equal(["Summer"], Names(await host.GetAsync("/api/campaigns?state=canceled")));
        Assert.Equal(["Summer"], Names(await host.GetAsync("/api/campaigns?text=UMM")));
        host.Caller = new ApiCaller("acme", ApiRole.Read, "acme");
        Assert.Equal(["Spring"], Names(await host.GetAsync("/api/campaigns")));
        Assert.Equal(404, (await host.GetAsync("/api/campaigns?tenant=default")).Status);
    }

    [Fact]
    public async Task Unknown_repeated_and_malformed_parameters_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var unknown = await host.GetAsync("/api/campaigns?stat=running&State=running");
        var repeated = await host.GetAsync("/api/campaigns?limit=1&limit=2");
        var malformed = await host.GetAsync("/api/campaigns?limit=0&state=Running");
        var cursor = await host.GetAsync("/api/campaigns?after=x");
        var none = await host.GetAsync("/api/strategy?limit=1");

        Assert.Equal(["State", "stat"], unknown.Faults.Order(StringComparer.Ordinal));
        Assert.Equal(["limit"], repeated.Faults);
        Assert.Equal(["limit", "state"], malformed.Faults.Order());
        Assert.Equal((422, 400), (cursor.Status, none.Status));
    }

    private static IEnumerable<string> Names(Answer answer) =>
        answer.At("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
}
