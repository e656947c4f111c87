using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>Hosts that use the same records and the same change feed, as the silos of a cluster do.</summary>
public sealed class SharedRecordsTests
{
    private const string Host = "a.test";

    // Long beside the steps of the clock, which do not wait for busy threads.
    private static readonly SharedRecords Shared = new() { LeaseTime = TimeSpan.FromMinutes(1) };
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Each_message_is_sent_by_one_host_and_once()
    {
        await using var first = new WebhookHarness { Shared = Shared };
        await using var second = Beside(first);
        await first.BeginAsync(new Faults());
        await second.BeginAsync(new Faults());
        var (endpoint, _) = await WhileTimePassesAsync(first, () => first.AddEndpointAsync(Host));
        for (var round = 0; round < 20; round++)
        {
            first.Change();
            await PassAsync(first, TimeSpan.FromSeconds(1));
        }

        await DeliveredAsync(first, endpoint.Id, 20);
        Assert.Equal(20, first.Receivers.CountTo(Host));
    }

    [Fact]
    public async Task A_host_that_starts_later_keeps_the_changes_that_others_have_selected()
    {
        await using var first = new WebhookHarness { Shared = Shared };
        await using var second = Beside(first);
        await first.BeginAsync(new Faults());
        var (endpoint, _) = await WhileTimePassesAsync(first, () => first.AddEndpointAsync(Host));
        await second.BeginAsync(new Faults());
        await PassAsync(first, TimeSpan.FromSeconds(5));
        Assert.True(first.Change() > 0);
        await DeliveredAsync(first, endpoint.Id, 1);
    }

    [Fact]
    public async Task An_endpoint_is_known_to_all_hosts_and_may_be_changed_on_any()
    {
        await using var first = new WebhookHarness { Shared = Shared };
        await using var second = Beside(first);
        await first.BeginAsync(new Faults());
        await second.BeginAsync(new Faults());
        var (added, _) = await WhileTimePassesAsync(first, () => first.AddEndpointAsync(Host));
        Assert.True((await second.FindAsync(added.Id)).IsEnabled);

        var own = await WhileTimePassesAsync(second, () => second.Webhooks.OwnCatalogAsync(default).AsTask());
        await second.Webhooks.SetEnabledAsync(own.Find(added.Id)!, false, default);
        Assert.False((await first.FindAsync(added.Id)).IsEnabled);
        second.Change();
        await PassAsync(first, TimeSpan.FromSeconds(5));
        Assert.Equal(0, first.Receivers.CountTo(Host));

        own = await WhileTimePassesAsync(first, () => first.Webhooks.OwnCatalogAsync(default).AsTask());
        await first.Webhooks.SetEnabledAsync(own.Find(added.Id)!, true, default);
        second.Change();
        await DeliveredAsync(first, added.Id, 1);
    }

    [Fact]
    public async Task When_the_host_that_sends_dies_another_one_sends_what_waits()
    {
        await using var first = new WebhookHarness { Shared = Shared };
        await using var second = Beside(first);
        await first.BeginAsync(new Faults());
        var (endpoint, _) = await WhileTimePassesAsync(first, () => first.AddEndpointAsync(Host));
        await second.BeginAsync(new Faults());
        await first.CrashAsync();
        first.Changes(20);
        await DeliveredAsync(first, endpoint.Id, 20);
        Assert.Equal(20, first.Receivers.CountTo(Host));
    }

    [Fact]
    public async Task A_host_that_does_not_reach_the_records_sends_nothing_more()
    {
        await using var first = new WebhookHarness { Shared = Shared };
        await using var second = Beside(first);
        var isAway = false;
        await first.BeginAsync(new Faults { Fails = call => (Volatile.Read(ref isAway) && call == "write", false) });
        var (endpoint, _) = await WhileTimePassesAsync(first, () => first.AddEndpointAsync(Host));
        await second.BeginAsync(new Faults());
        Volatile.Write(ref isAway, true);
        await PassAsync(first, Shared.LeaseTime * 2);
        first.Changes(20);
        await DeliveredAsync(first, endpoint.Id, 20);
        Volatile.Write(ref isAway, false);
        await PassAsync(first, Shared.LeaseTime);
        Assert.Equal(20, first.Receivers.CountTo(Host));
    }

    private static WebhookHarness Beside(WebhookHarness first) => new()
    {
        Shared = first.Shared, Records = first.Records, Log = first.Log, Receivers = first.Receivers, Time = first.Time,
    };

    private static async Task<T> WhileTimePassesAsync<T>(WebhookHarness harness, Func<Task<T>> work)
    {
        while (true)
        {
            var running = work();
            await harness.AdvanceUntilAsync(() => Task.FromResult(running.IsCompleted), TimeSpan.FromMinutes(5), Step);
            try
            {
                return await running;
            }
            catch (CampaignException error) when (error.Error == CampaignError.Stopped)
            {
                // as it says: try again
            }
        }
    }

    private static async Task PassAsync(WebhookHarness harness, TimeSpan time)
    {
        var until = harness.Time.GetUtcNow() + time;
        await harness.AdvanceUntilAsync(() => Task.FromResult(harness.Time.GetUtcNow() >= until), time * 2, Step);
    }

    private static Task DeliveredAsync(WebhookHarness harness, string endpoint, int count) => harness.AdvanceUntilAsync(
        async () => (await harness.ListAsync(endpoint, DeliveryState.Delivered)).Count == count, TimeSpan.FromMinutes(5), Step,
        () => $"{harness.Receivers.CountTo(Host)} messages were sent.");
}
