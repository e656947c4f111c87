using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;
using Campaigns.InMemory;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>A process that is killed loses no message, wherever it was.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task Killed_at_any_call_of_the_store_or_the_feed_no_message_is_lost()
    {
        const int Count = 12;
        for (var call = 1; ; call++)
        {
            foreach (var isAfterEffect in new[] { false, true })
            {
                await using var harness = await WebhookHarness.StartAsync();
                var (endpoint, _) = await harness.AddEndpointAsync("a.test");
                await harness.StopAsync();
                await harness.BeginAsync(new Faults { DiesAt = call, DiesAfterEffect = isAfterEffect });
                var tries = 0;
                harness.Receivers.Answer = _ =>
                    Task.FromResult(FakeReceivers.Status(Interlocked.Increment(ref tries) % 3 == 0 ? 500 : 200));
                harness.Changes(Count);
                var hasDied = await AdvanceUntilDeadOrDoneAsync(harness, endpoint.Id, Count);
                await harness.CrashAsync();

                await harness.BeginAsync(new Faults());
                await harness.AdvanceUntilAsync(
                    () => IsDoneAsync(harness, endpoint.Id, Count), TimeSpan.FromDays(4), TimeSpan.FromMinutes(1));
                Assert.Equal(Count, harness.Receivers.IdsTo("a.test").Distinct().Count());
                if (!hasDied)
                {
                    Assert.True(call > 5, "The process did too little to die.");
                    return; // it had done everything before the call
                }
            }
        }
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_loses_no_message()
    {
        var random = new Random(5);
        await using var harness = new WebhookHarness();
        var isBroken = false;
        await harness.BeginAsync(new Faults
        {
            Fails = _ => Volatile.Read(ref isBroken) ? (random.Next(3) == 0, random.Next(3) == 0) : default,
        });
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        Volatile.Write(ref isBroken, true);
        for (var i = 0; i < 50; i++)
        {
            harness.Changes(4);
            harness.Time.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(1);
        }

        Volatile.Write(ref isBroken, false);
        await harness.AdvanceUntilAsync(
            () => IsDoneAsync(harness, endpoint.Id, 200), TimeSpan.FromHours(2), TimeSpan.FromSeconds(10),
            () => $"Received {harness.Receivers.IdsTo("a.test").Distinct().Count()} messages.");
    }

    [Fact]
    public async Task A_message_that_is_stored_again_while_its_send_ends_is_not_left_behind()
    {
        var records = new HookedRecordStore();
        await using var harness = new WebhookHarness { Records = records };
        await harness.BeginAsync(new Faults());
        var (endpoint, _) = await harness.AddEndpointAsync("a.test");
        var known = await harness.FindAsync(endpoint.Id);
        var now = harness.Time.GetUtcNow();
        var message = new Delivery { Id = "msg_1", Type = "attempt.ended", Created = now, Due = now, Body = "{}" };
        var pending = DeliveryRecords.Put(endpoint.Id, DeliveryState.Pending, message);
        records.Written = changes =>
        {
            if (changes.Any(change => change.Record.Kind == DeliveryRecords.Kind(endpoint.Id, DeliveryState.Delivered)))
            {
                records.Written = null; // what follows is the writer of the message, whose first write failed after its effect
                records.Inner.WriteAsync([pending], default).AsTask().GetAwaiter().GetResult();
                harness.Get<SenderPool>().Offer(known, [message]);
            }
        };
        await harness.Records.WriteAsync([pending], default);
        harness.Get<SenderPool>().Offer(known, [message]);

        await harness.AdvanceUntilAsync(
            () => Task.FromResult(harness.Receivers.CountTo("a.test") == 2), TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));
        await harness.WaitUntilListedAsync(endpoint.Id, DeliveryState.Pending, 0);
        Assert.Single(await harness.ListAsync(endpoint.Id, DeliveryState.Delivered));
    }

    [Fact]
    public async Task Changes_that_were_removed_before_they_were_told_are_told_as_missed()
    {
        await using var harness = await WebhookHarness.StartAsync();
        await harness.AddEndpointAsync("a.test", events: ["attempt.ended"]);
        await harness.StopAsync();
        harness.Changes(5);
        harness.Log.Trimmed = 3;
        await harness.BeginAsync(new Faults());

        await Until.HoldsAsync(() => harness.Receivers.All.Count == 3);
        var missed = harness.Receivers.All.Select(
            sent => System.Text.Encoding.UTF8.GetString(sent.Request.Body)).Single(body => body.Contains("changes.missed"));
        Assert.Contains("\"sequence\":3,\"data\":{\"missedFrom\":1}", missed);
    }

    private static async Task<bool> AdvanceUntilDeadOrDoneAsync(WebhookHarness harness, string endpoint, int count)
    {
        for (var i = 0; i < 400; i++)
        {
            if (harness.Faults.IsDead)
            {
                return true;
            }

            if (i > 60 && await IsDoneAsync(harness, endpoint, count))
            {
                return false;
            }

            harness.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(1);
        }

        return harness.Faults.IsDead;
    }

    private static async Task<bool> IsDoneAsync(WebhookHarness harness, string endpoint, int count) =>
        (await harness.ListAsync(endpoint, DeliveryState.Delivered)).Count == count
        && (await harness.ListAsync(endpoint, DeliveryState.Pending)).Count == 0;

    /// <summary>Tells of each write between its effect and its end.</summary>
    private sealed class HookedRecordStore : IRecordStore
    {
        public MemoryRecordStore Inner { get; } = new();

        public Action<IReadOnlyList<RecordChange>>? Written { get; set; }

        public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken) =>
            Inner.FindAsync(kind, id, cancellationToken);

        public async ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
        {
            var isWritten = await Inner.WriteAsync(changes, cancellationToken);
            Written?.Invoke(changes);
            return isWritten;
        }

        public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken) =>
            Inner.ListAsync(query, cancellationToken);
    }
}
