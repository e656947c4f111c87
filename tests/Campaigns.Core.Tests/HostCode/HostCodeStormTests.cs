using Campaigns.Storage;
using Campaigns.Tests.Observability;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.HostCode;

/// <summary>All host code throws at random while the store fails too. Every contact still ends.</summary>
[Collection(nameof(ListeningAlone))]
public class HostCodeStormTests
{
    private const int Seeds = 25;
    private static readonly string[] Kinds = ["rank", "aging", "router", "rendering", "logging", "measurement", "sample", "start", "stop",
        "random"];
    private static readonly CampaignDefinition Definition = new()
    {
        Name = "storm",
        Steps = [CampaignStep.Call(
            StepRetryPolicy.Fixed(3, Seconds(10)) with { Delay = Backoff.Fixed(Seconds(10)).WithJitter(0.5) }) with { Content = "hello {}",
                IsTemplate = true, Timeout = Minutes(1) }],
        MaxConcurrent = 5,
    };

    [Fact]
    public void Every_contact_ends_whatever_throws()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var failure = Record.Exception(() => Run(seed));
            Assert.True(failure is null, $"seed {seed}: {failure}");
        }
    }

    private static void Run(int seed)
    {
        var dice = new Random(seed);
        using var hostile = new Hostile(_ => false);
        var store = new Flaky(new MemoryJobStore(new Random(seed)), dice);
        var sent = new HashSet<AttemptId>();
        ValueTask<DispatchResult> Answer(DispatchRequest request)
        {
            Assert.True(sent.Add(request.Attempt));
            return dice.Next(6) switch
            {
                0 => throw new Spite(),
                1 => ValueTask.FromException<DispatchResult>(new Spite()),
                2 => new(DispatchResult.NotPlaced("no")),
                _ => new(DispatchResult.Completed(AttemptOutcome.Busy)),
            };
        }

        using var harness = new CampaignHarness(
            options =>
            {
                hostile.GiveTo(options);
                options.Store = store;
                options.AddProvider("voice", new Answering(Answer)).AddProvider("voice", new Answering(Answer)).UseRouter("voice", hostile);
            },
            seed: seed);
        var campaigns = new[] { "a", "b" }.Select(prefix => harness.Do(client => Begin(client, prefix))).ToList();
        (hostile.Throws, store.Fails) = (_ => dice.Next(3) == 0, true);
        harness.Advance(Hours(1));
        store.Fails = false;
        harness.Advance(Hours(6));
        hostile.Throws = _ => true;
        harness.Restart();
        harness.Advance(Hours(1));

        foreach (var statistics in campaigns.Select(harness.Statistics))
        {
            Assert.Equal((true, 20), (statistics.State.IsTerminal(), statistics.Completed + statistics.Failed + statistics.Unknown));
        }

        Assert.Empty(Kinds.Except(hostile.Thrown.Keys));
    }

    private static async Task<CampaignId> Begin(ICampaignClient client, string prefix)
    {
        var campaign = await client.CreateAsync(Definition with { Name = prefix });
        await client.AddContactsAsync(
            campaign, Many(20, prefix).Select((contact, i) => new Contact(contact.Key, $"+1555{prefix[0] - 'a'}{i:D6}")));
        await client.StartAsync(campaign);
        return campaign;
    }

    /// <summary>A store in which one call in ten fails, before or after taking effect.</summary>
    private sealed class Flaky(IJobStore inner, Random dice) : ForwardingStore(inner)
    {
        public bool Fails { get; set; }

        public override async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            FailSometimes();
            return await base.OpenAsync(now, cancellationToken);
        }

        public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            FailSometimes();
            var receipt = await base.CommitAsync(batch, cancellationToken);
            FailSometimes();
            return receipt;
        }

        private void FailSometimes()
        {
            if (Fails && dice.Next(20) == 0)
            {
                throw new Spite();
            }
        }
    }
}
