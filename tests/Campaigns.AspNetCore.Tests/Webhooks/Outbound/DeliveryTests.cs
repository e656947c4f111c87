using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;
using WebhookRetention = Campaigns.AspNetCore.Webhooks.Outbound.Retention;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>When messages are sent, tried again, and given up.</summary>
public sealed class DeliveryTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_message_is_tried_on_the_schedule_and_then_listed_as_failed()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(500));
        harness.Change();
        double[] seconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

        await Until.HoldsAsync(() => harness.Receivers.All.Count == 1);
        for (var i = 0; i < seconds.Length; i++)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(0.8 * seconds[i])); // nothing is due yet, or the times below show it
            await harness.AdvanceUntilAsync(() => Task.FromResult(harness.Receivers.All.Count > i + 1), Day, TimeSpan.FromMinutes(1));
        }

        await harness.WaitUntilListedAsync(endpoint.Id, DeliveryState.Failed, 1);
        var times = harness.Receivers.All.Select(sent => sent.At).ToList();
        Assert.Equal(10, times.Count);
        for (var i = 0; i < seconds.Length; i++)
        {
            // and the pause of a failing endpoint
            Assert.InRange((times[i + 1] - times[i]).TotalSeconds, 0.9 * seconds[i], (1.1 * seconds[i]) + 330);
        }

        Assert.Single(harness.Receivers.All.Select(sent => sent.Request.Id).Distinct());
        Assert.Empty(await harness.ListAsync(endpoint.Id, DeliveryState.Pending));
    }

    [Fact]
    public async Task A_receiver_that_asks_for_a_pause_gets_it_within_bounds()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(429, TimeSpan.FromDays(365)));
        var start = harness.Time.GetUtcNow();
        harness.Change();
        await Until.HoldsAsync(() => endpoint.Pace.PausedUntil is not null);
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(200));
        harness.Change(); // another message waits too

        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Receivers.All.Count == 3), TimeSpan.FromHours(2), TimeSpan.FromSeconds(30));

        Assert.All(harness.Receivers.All.Skip(1), sent => Assert.InRange(sent.At - start, TimeSpan.FromHours(1), TimeSpan.FromMinutes(62)));
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_sent_nothing_any_more_and_the_others_are_told()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (gone, _) = await harness.AddEndpointAsync("gone.test");
        var (other, _) = await harness.AddEndpointAsync("other.test", events: [EventTypes.EndpointDisabled]);
        await harness.AddEndpointAsync("foreign.test", tenant: "other", events: [EventTypes.EndpointDisabled]);
        harness.Receivers.Answer = request => Task.FromResult(FakeReceivers.Status(request.Url.Host == "gone.test" ? 410 : 200));
        harness.Change();
        await harness.WaitUntilListedAsync(other.Id, DeliveryState.Delivered, 1);
        var last = harness.Change();
        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Log.Reader(FeedPump.Reader)!.Position >= last), TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        harness.Time.Advance(TimeSpan.FromHours(1));

        var told = harness.Receivers.All.Single(sent => sent.Request.Url.Host == "other.test").Request;
        Assert.Contains($"\"endpoint\":\"{gone.Id}\",\"reason\":\"gone\"", System.Text.Encoding.UTF8.GetString(told.Body));
        Assert.Equal((1, 0), (harness.Receivers.CountTo("gone.test"), harness.Receivers.CountTo("foreign.test")));
        await Until.HoldsAsync(() => harness.Disabled.Count == 1);
        Assert.Equal(("gone", gone.Id), (harness.Disabled.Single().Reason, harness.Disabled.Single().Endpoint));
        Assert.Equal("gone", gone.Health.DisabledReason);
        Assert.Single(await harness.ListAsync(gone.Id, DeliveryState.Pending)); // nothing is lost
    }

    [Fact]
    public async Task An_endpoint_with_days_of_nothing_but_failures_is_disabled_and_its_messages_wait()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (dead, _) = await harness.AddEndpointAsync("dead.test");
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(503));
        for (var half = 0; half < 12 && dead.IsEnabled; half++)
        {
            harness.Changes(5);
            for (var step = 0; step < 72 && dead.IsEnabled; step++)
            {
                harness.Time.Advance(TimeSpan.FromMinutes(10));
                await Task.Delay(2);
            }
        }

        await Until.HoldsAsync(() => harness.Disabled.Count == 1);
        Assert.InRange(harness.Disabled.Single().At - dead.Settings.CreatedAt, 5 * Day, 5.5 * Day);
        Assert.Equal("failing", dead.Health.DisabledReason);

        // After a restart it is still disabled. Enabled, it gets what waited.
        await harness.StopAsync();
        await harness.BeginAsync(new Faults());
        dead = await harness.FindAsync(dead.Id);
        Assert.False(dead.IsEnabled);
        var waiting = (await harness.ListAsync(dead.Id, DeliveryState.Pending)).Count;
        Assert.Equal(
            harness.Log.Reader(FeedPump.Reader)!.Position, waiting + (await harness.ListAsync(dead.Id, DeliveryState.Failed)).Count);
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(200));
        await harness.Webhooks.SetEnabledAsync(dead, true, default);
        await harness.AdvanceUntilAsync(
            async () => (await harness.ListAsync(dead.Id, DeliveryState.Delivered)).Count == waiting, 2 * Day, TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_success_between_failures_keeps_an_endpoint_enabled()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        var count = 0;
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(++count % 20 == 0 ? 204 : 500));
        for (var day = 0; day < 8; day++)
        {
            harness.Changes(10);
            for (var i = 0; i < 144; i++)
            {
                harness.Time.Advance(TimeSpan.FromMinutes(10));
                await Task.Delay(1);
            }
        }

        Assert.True(endpoint.IsEnabled);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_no_other()
    {
        await using var harness = await WebhookHarness.StartAsync(options => options.MaxConcurrent = 24);
        var (slow, _) = await harness.AddEndpointAsync("slow.test");
        var (fast, _) = await harness.AddEndpointAsync("fast.test");
        var never = new TaskCompletionSource<SendResult>();
        harness.Receivers.Answer = request => request.Url.Host == "slow.test" ? never.Task : Task.FromResult(FakeReceivers.Status(200));
        harness.Changes(500);

        await harness.WaitUntilListedAsync(fast.Id, DeliveryState.Delivered, 500); // without any time going by
        Assert.Equal(500, (await harness.ListAsync(slow.Id, DeliveryState.Pending)).Count);
        await Until.HoldsAsync(() => harness.Receivers.CountTo("slow.test") == 16); // and not one more
    }

    [Fact]
    public async Task A_dead_receiver_and_a_busy_feed_need_little_room_and_lose_nothing()
    {
        const int Count = 3_000;
        await using var harness = await WebhookHarness.StartAsync(options => options.MaxPendingPerEndpoint = 500);
        var (dead, _) = await harness.AddEndpointAsync("dead.test");
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(500));
        harness.Changes(Count);
        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Log.Reader(FeedPump.Reader)!.Position >= Count), TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        Assert.InRange((await harness.ListAsync(dead.Id, DeliveryState.Pending)).Count, 1, 500);

        // A restart in between changes nothing.
        await harness.StopAsync();
        await harness.BeginAsync(new Faults());
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(200));
        await harness.AdvanceUntilAsync(
            async () => (await harness.ListAsync(dead.Id, DeliveryState.Delivered, Count)).Count == Count,
            TimeSpan.FromHours(10), TimeSpan.FromSeconds(20));
        Assert.False((await harness.FindAsync(dead.Id)).IsBehind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dead_receiver_loses_no_change_of_any_shard_of_a_cluster(bool restarts)
    {
        const int Count = 1_000;
        FeedLog[] shards = [new(), new(), new()];
        await using var harness = new WebhookHarness(options => options.MaxPendingPerEndpoint = 200) { Cluster = new ShardedFeed(shards) };
        await harness.BeginAsync(new Faults());
        var (dead, _) = await harness.AddEndpointAsync("dead.test");
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(500));
        for (var i = 0; i < Count; i++)
        {
            var campaign = i;
            shards[i % 2].Add(sequence => new CampaignChange(sequence, harness.Time.GetUtcNow(), ChangeKinds.AttemptEnded)
            {
                Tenant = "acme", Campaign = new CampaignId(campaign + 1), Try = 1, MaxTries = 3,
            });
        }

        await harness.AdvanceUntilAsync(
            () => Task.FromResult(shards.Take(2).All(shard => shard.Reader(FeedPump.Reader)!.Position >= Count / 2)),
            TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        if (restarts)
        {
            await harness.StopAsync();
            await harness.BeginAsync(new Faults());
        }

        shards[2].Add(sequence => new CampaignChange(sequence, harness.Time.GetUtcNow(), ChangeKinds.AttemptEnded)
        {
            Tenant = "acme", Campaign = new CampaignId(1), Try = 1, MaxTries = 3,
        });
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(200));

        await harness.AdvanceUntilAsync(
            async () => (await harness.ListAsync(dead.Id, DeliveryState.Delivered, 2 * Count)).Count == Count + 1,
            TimeSpan.FromHours(10), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Deliveries_leave_the_log_after_their_time()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        harness.Changes(3);
        await harness.WaitUntilListedAsync(endpoint.Id, DeliveryState.Delivered, 3);

        harness.Time.Advance((7 * Day) - TimeSpan.FromMinutes(5));
        await harness.Get<WebhookRetention>().SweepAsync(default);
        Assert.Equal(3, (await harness.ListAsync(endpoint.Id, DeliveryState.Delivered)).Count);
        harness.Time.Advance(TimeSpan.FromMinutes(10));
        await harness.Get<WebhookRetention>().SweepAsync(default);
        Assert.Empty(await harness.ListAsync(endpoint.Id, DeliveryState.Delivered));
    }

    [Fact]
    public async Task A_deleted_endpoint_is_sent_nothing_and_leaves_nothing_behind()
    {
        await using var harness = await WebhookHarness.StartAsync();
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        harness.Receivers.Answer = _ => Task.FromResult(FakeReceivers.Status(500));
        harness.Changes(5);
        await Until.HoldsAsync(() => harness.Receivers.All.Count >= 5);
        await harness.Webhooks.DeleteAsync(endpoint, default);
        var sent = harness.Receivers.All.Count;

        harness.Time.Advance(TimeSpan.FromHours(1));
        await harness.Get<WebhookRetention>().SweepAsync(default);
        Assert.Empty(await harness.ListAsync(endpoint.Id, DeliveryState.Pending));
        Assert.Empty(await harness.Records.ListAsync(new(WebhookRetention.DeletedKind), default));
        Assert.Equal(sent, harness.Receivers.All.Count);
    }
}
