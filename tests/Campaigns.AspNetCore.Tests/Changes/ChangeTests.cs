using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

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
    public async Task A_request_that_waits_is_answered_by_the_first_change_that_it_asks_for()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace("\"steps\"", "\"keepOpen\": true, \"steps\""));
        var next = (await host.GetAsync("/api/changes")).Text("next");
        var waiting = host.GetAsync($"/api/changes?after={next}&wait=30&campaign={path.Split('/')[^1]}");
        await host.CreateAsync(); // another campaign
        Assert.False(waiting.IsCompleted);
        await host.PostAsync(path + "/start");
        var answer = await waiting;

        Assert.Equal(["running"], answer.At("items").EnumerateArray().Select(item => item.GetProperty("campaignState").GetString()));
        var last = await host.GetAsync($"/api/changes?after={answer.Text("next")}&campaign={path.Split('/')[^1]}");
        Assert.Equal(0, last.At("items").GetArrayLength());
    }

    [Fact]
    public async Task A_request_that_waits_in_vain_is_answered_empty_and_the_next_one_misses_nothing()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var feed = new CountingFeed();
        await using var host = await TestHost.StartAsync(campaigns =>
        {
            campaigns.Services.AddSingleton<TimeProvider>(time);
            feed.Decorate(campaigns.Services);
        });
        var next = (await host.GetAsync("/api/changes")).Text("next");
        var waiting = host.GetAsync($"/api/changes?after={next}&wait=30");
        await Until.HoldsAsync(() => feed.Readings == 1);
        await host.GetAsync("/api/campaigns"); // a request that comes after it is answered
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        await Until.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return waiting.IsCompleted;
        });
        var empty = await waiting;
        await host.CreateAsync();
        var found = await host.GetAsync($"/api/changes?after={empty.Text("next")}&wait=30");

        Assert.Equal((200, 0, 1), (empty.Status, empty.At("items").GetArrayLength(), found.At("items").GetArrayLength()));
    }

    [Fact]
    public async Task A_thousand_waiting_requests_share_one_reading_and_read_nothing_until_their_change_comes()
    {
        var feed = new CountingFeed();
        await using var host = await TestHost.StartAsync(campaigns => feed.Decorate(campaigns.Services));
        var path = await host.CreateAsync(ApiCalls.OneCall.Replace("\"steps\"", "\"keepOpen\": true, \"steps\""));
        var next = (await host.GetAsync("/api/changes")).Text("next");
        var waiting = Enumerable.Range(0, 1_000)
            .Select(_ => host.GetAsync($"/api/changes?after={next}&wait=30&campaign={path.Split('/')[^1]}")).ToList();
        await Until.HoldsAsync(() => feed.Lists == 1 + (2 * 1_000)); // each looks before it waits, and once more when it is noted
        for (var i = 0; i < 20; i++)
        {
            await host.CreateAsync(); // changes that nobody waits for
        }

        Assert.Equal((1, 1 + (2 * 1_000)), (feed.Readings, feed.Lists));
        await host.PostAsync(path + "/start");
        var answers = await Task.WhenAll(waiting);
        Assert.All(answers, answer => Assert.Equal("running", answer.Text("items/0/campaignState")));
        Assert.Equal(1, feed.Readings);
        await Until.HoldsAsync(() => feed.Ended == 1); // nobody waits: nobody reads
    }

    [Fact]
    public async Task Waiting_requests_are_answered_when_the_host_stops()
    {
        var feed = new CountingFeed();
        await using var host = await TestHost.StartAsync(campaigns => feed.Decorate(campaigns.Services));
        var next = (await host.GetAsync("/api/changes")).Text("next");
        var waiting = host.GetAsync($"/api/changes?after={next}&wait=30");
        await Until.HoldsAsync(() => feed.Readings == 1);
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        var answer = await waiting;

        Assert.Equal((200, 0), (answer.Status, answer.At("items").GetArrayLength()));
    }

    [Fact]
    public async Task Faults_are_told_at_once()
    {
        await using var host = await TestHost.StartAsync();
        var path = await host.CreateAsync();
        var answer = await host.GetAsync("/api/changes?after=-1&kinds=attempt_ended,all&limit=1001&wait=31");
        var provider = await host.GetAsync($"/api/changes?campaign={path.Split('/')[^1]}&kinds=provider_changed");

        Assert.Equal(["after", "kinds", "limit", "wait"], answer.Faults.Order());
        Assert.Equal((400, "kinds"), (provider.Status, provider.Faults.Single()));
    }

    private static IEnumerable<string> Campaigns(Answer answer) =>
        from item in answer.At("items").EnumerateArray()
        where item.TryGetProperty("campaign", out _)
        select item.GetProperty("campaign").GetString();
}
