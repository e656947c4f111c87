using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>What was sent can be sent again, with the same ids.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task A_range_is_sent_again_by_sequence_with_the_same_ids()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var endpoint = await DeliverAsync(harness, 20);
        var range = await harness.Get<Replays>().ReplayAsync(endpoint, new ReplayWish(5, 8, null, null, false), default);
        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Receivers.All.Count == 23), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));

        Assert.Equal((5, 8), range);
        Assert.Equal(harness.Receivers.IdsTo("a.test").Take(20).Skip(5).Take(3), harness.Receivers.IdsTo("a.test").Skip(20).Order());
    }

    [Fact]
    public async Task A_range_is_sent_again_by_time_to_an_endpoint_that_never_had_it()
    {
        await using var harness = await WebhookHarness.StartAsync();
        await DeliverAsync(harness, 10);
        harness.Time.Advance(TimeSpan.FromHours(1));
        var from = harness.Time.GetUtcNow();
        harness.Changes(10);
        harness.Time.Advance(TimeSpan.FromHours(1));
        var until = harness.Time.GetUtcNow();
        harness.Changes(10);
        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Receivers.All.Count == 30), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        var (late, _) = await harness.AddEndpointAsync("late.test");

        Assert.Equal((10, 20), await harness.Get<Replays>().ReplayAsync(late, new ReplayWish(null, null, from, until, false), default));
        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Receivers.CountTo("late.test") == 10), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        Assert.Equal(harness.Receivers.IdsTo("a.test").Order().Skip(10).Take(10), harness.Receivers.IdsTo("late.test").Order());
    }

    [Fact]
    public async Task A_host_that_took_over_sends_a_range_of_every_shard_before_anything_new_happens()
    {
        FeedLog[] shards = [new(), new(), new()];
        await using var harness = new WebhookHarness { Cluster = new ShardedFeed(shards) };
        await harness.BeginAsync(new Faults());
        var (added, _) = await harness.AddEndpointAsync("a.test");
        var from = harness.Time.GetUtcNow();
        foreach (var shard in shards)
        {
            shard.Add(sequence => new CampaignChange(sequence, harness.Time.GetUtcNow(), ChangeKinds.AttemptEnded)
            {
                Tenant = "acme", Campaign = new CampaignId(1), Try = 1, MaxTries = 3,
            });
        }

        await harness.WaitUntilListedAsync(added.Id, DeliveryState.Delivered, 3);
        await harness.StopAsync();
        await harness.BeginAsync(new Faults());
        var endpoint = (await harness.Webhooks.OwnCatalogAsync(default)).Find(added.Id)!;
        await harness.Get<FeedPump>().BegunAsync(default);

        await harness.Get<Replays>().ReplayAsync(endpoint, new ReplayWish(null, null, from, null, false), default);

        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Receivers.All.Count == 6), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        Assert.Equal(3, harness.Receivers.IdsTo("a.test").Distinct().Count());
    }

    [Fact]
    public async Task Failures_are_sent_again_and_delivered_messages_are_not()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var endpoint = await DeliverAsync(harness, 5);
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(400));
        harness.Changes(3);
        await harness.AdvanceUntilAsync(
            async () => (await harness.ListAsync(endpoint.Id, DeliveryState.Failed)).Count == 3,
            TimeSpan.FromDays(4), TimeSpan.FromHours(1));
        var before = harness.Receivers.All.Count;
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(200));
        await harness.Get<Replays>().ReplayAsync(endpoint, new ReplayWish(0, null, null, null, true), default);
        await harness.AdvanceUntilAsync(
            async () => (await harness.ListAsync(endpoint.Id, DeliveryState.Delivered)).Count == 8,
            TimeSpan.FromHours(1), TimeSpan.FromSeconds(5));

        Assert.Equal(3, harness.Receivers.All.Count - before);
        Assert.Empty(await harness.ListAsync(endpoint.Id, DeliveryState.Failed));
        Assert.Empty(endpoint.Ranges);
    }

    [Fact]
    public async Task One_message_is_sent_again_although_the_log_has_no_body()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var endpoint = await DeliverAsync(harness, 3);
        var second = harness.Receivers.All[1].Request;
        Assert.True(await harness.Get<Replays>().ReplayAsync(endpoint, second.Id, default));
        await Until.HoldsAsync(() => harness.Receivers.All.Count == 4);
        Assert.Equal(second.Id, harness.Receivers.All[3].Request.Id);
        Assert.Equal(second.Body, harness.Receivers.All[3].Request.Body);
        await harness.WaitUntilListedAsync(endpoint.Id, DeliveryState.Delivered, 3);
        var (_, delivery) = (await harness.Get<DeliveryLog>().FindAsync(endpoint, second.Id, default))!.Value;
        Assert.Equal(2, delivery.Log.Count);
        Assert.False(await harness.Get<Replays>().ReplayAsync(endpoint, second.Id.Replace("002_", "009_"), default));
    }

    [Fact]
    public async Task A_change_that_another_tenant_owns_cannot_be_replayed()
    {
        await using var harness = await WebhookHarness.StartAsync();
        await DeliverAsync(harness, 3);
        var (foreign, _) = await harness.AddEndpointAsync("foreign.test", tenant: "other");
        Assert.False(await harness.Get<Replays>().ReplayAsync(foreign, harness.Receivers.All[0].Request.Id, default));
        await harness.Get<Replays>().ReplayAsync(foreign, new ReplayWish(0, null, null, null, false), default);
        await harness.AdvanceUntilAsync(() => Task.FromResult(foreign.Ranges.Count == 0), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        Assert.Equal(0, harness.Receivers.CountTo("foreign.test"));
    }

    private static async Task<WebhookEndpoint> DeliverAsync(WebhookHarness harness, int count)
    {
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        for (var i = 0; i < count; i++)
        {
            harness.Change();
            await harness.AdvanceUntilAsync(
                async () => (await harness.ListAsync(endpoint.Id, DeliveryState.Delivered)).Count == i + 1,
                TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(1));
        }

        return endpoint;
    }
}
