using static Campaigns.Tests.People;

namespace Campaigns.Tests.HostRules;

/// <summary>A check that blocks its thread holds up only attempts of the same check. The tests use real threads and real time.</summary>
public sealed class BlockingCheckTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_that_blocks_holds_up_no_other_campaign_and_no_stop()
    {
        using var gate = new ManualResetEventSlim();
        var provider = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        var options = new CampaignsOptions { Store = new MemoryJobStore(new Random(1)) };
        options.AddProvider("voice", provider);
        options.AddCheck("blocks", new Asking(_ =>
        {
            gate.Wait(CancellationToken.None);
            return CheckResult.Allow;
        }));
        options.AddCheck("answers", new Asking(_ => CheckResult.Allow));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync(Cancellation);
        var client = engine.Client;
        try
        {
            var blocked = await RunAsync(client, "blocks", Many(20));
            await RunAsync(client, null, Others(50));
            await RunAsync(client, "answers", Others(50, "more").Select(one => new Contact(one.Key, $"+49{one.Phone.Reveal()[3..]}")));

            Assert.True(SpinWait.SpinUntil(() => provider.Calls == 100, Limit), $"{provider.Calls} calls");
            await client.PauseAsync(blocked, Cancellation).WaitAsync(Limit, Cancellation);
        }
        finally
        {
            gate.Set();
        }

        await engine.StopAsync(Cancellation);
        Assert.Equal(100, provider.Calls); // the paused campaign sent nothing, although its checks passed in the end
    }

    private static async Task<CampaignId> RunAsync(ICampaignClient client, string? check, IEnumerable<Contact> contacts)
    {
        var campaign = await client.CreateAsync(Calls(StepRetryPolicy.None) with { Check = check }, Cancellation);
        await client.AddContactsAsync(campaign, contacts, cancellationToken: Cancellation);
        await client.StartAsync(campaign, Cancellation);
        return campaign;
    }
}
