using Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound;

/// <summary>
/// Random receivers, crashes and store failures. Whatever happens, every message was delivered, is waiting for a disabled endpoint, or is
/// in the list of failures; and a receiver that got a message twice got it with the same id.
/// </summary>
public sealed class RandomRunTests
{
    private static readonly string[] Hosts = ["good.test", "flaky.test", "poor.test", "dead.test", "leaving.test"];

    [Theory, Trait("Category", "Sweep")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task No_message_is_lost(int seed)
    {
        var random = new Random(seed);
        await using var harness = await WebhookHarness.StartAsync(
            options => (options.MaxPendingPerEndpoint, options.LogAge) = (100, TimeSpan.FromDays(90)));
        harness.Receivers.Answer = request => Task.FromResult(Answer(random, request.Url.Host));
        var endpoints = new Dictionary<string, string>();
        foreach (var host in Hosts)
        {
            endpoints[host] = (await harness.AddEndpointAsync(host)).Endpoint.Id;
        }

        var count = 0;
        for (var turn = 0; turn < 60; turn++)
        {
            var burst = Next(random, 5) == 0 ? 200 : Next(random, 20);
            harness.Changes(burst);
            count += burst;
            for (var i = 0; i < 10; i++)
            {
                harness.Time.Advance(TimeSpan.FromMinutes(1 + Next(random, 30)));
                await Task.Delay(1);
            }

            if (Next(random, 4) == 0)
            {
                await harness.CrashAsync();
                await harness.BeginAsync(Make(random));
            }
        }

        await harness.CrashAsync();
        await harness.BeginAsync(new Faults());
        var open = "";
        await harness.AdvanceUntilAsync(
            async () =>
            {
                open = "";
                foreach (var (host, endpoint) in endpoints)
                {
                    open += await OpenAsync(harness, host, endpoint, count);
                }

                return open.Length == 0;
            },
            TimeSpan.FromDays(20), TimeSpan.FromMinutes(20), () => open);
    }

    /// <summary>What an endpoint still lacks; empty if nothing.</summary>
    private static async Task<string> OpenAsync(WebhookHarness harness, string host, string id, int count)
    {
        var endpoint = await harness.FindAsync(id);
        var ended = new HashSet<string>(harness.Receivers.AcceptedBy(host));
        ended.UnionWith((await harness.ListAsync(id, DeliveryState.Failed, 100_000)).Select(record => record.Id));
        var ofChanges = ended.Count(message => MessageId.SequenceOf(message) is not null);
        var waiting = (await harness.ListAsync(id, DeliveryState.Pending)).Count;
        return ofChanges == count || !endpoint.IsEnabled
            ? ""
            : $"{host} has {ofChanges} of {count}, {waiting} wait, {endpoint.Ranges.Count} ranges. ";
    }

    private static SendResult Answer(Random random, string host) => host switch
    {
        "good.test" => FakeReceivers.Status(200),
        "flaky.test" => Next(random, 3) == 0 ? FakeReceivers.Status(503) : FakeReceivers.Status(204),
        "poor.test" => Next(random, 10) switch
        {
            0 => FakeReceivers.Status(429, TimeSpan.FromMinutes(1)),
            1 => new SendResult(null, "timeout", null, null, TimeSpan.FromSeconds(20)),
            2 => FakeReceivers.Status(301),
            3 => FakeReceivers.Status(404),
            _ => FakeReceivers.Status(202),
        },
        "dead.test" => FakeReceivers.Status(500),
        _ => FakeReceivers.Status(Next(random, 300) == 0 ? 410 : 200),
    };

    private static Faults Make(Random random)
    {
        var seeded = new Random(Next(random, 1_000_000));
        return new Faults
        {
            DiesAt = Next(random, 200), DiesAfterEffect = Next(random, 2) == 0,
            Fails = _ => (Next(seeded, 30) == 0, Next(seeded, 30) == 0),
        };
    }

    private static int Next(Random random, int most)
    {
        lock (random)
        {
            return random.Next(most);
        }
    }
}
