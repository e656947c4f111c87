using System.Collections.Concurrent;
using Campaigns.Orleans.Shards;
using Campaigns.Orleans.Tests.Support;
using Campaigns.Tests;
using Orleans;
using Orleans.Hosting;

namespace Campaigns.Orleans.Tests.Shards;

/// <summary>Attempts do not go through Orleans: a grain hosts an engine, and the engine sends.</summary>
[Collection(OneServer.Name)]
public sealed class HotPathTests(SharedServer server)
{
    private const int Contacts = 1_000;
    private readonly World _world = new() { EndsAtOnce = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attempts_cause_no_requests_to_grains()
    {
        var requests = new RequestLog();
        await using var silo = await TestSilo.StartAsync(
            "only", await server.CreateDatabaseAsync(), _world, build: silo => silo.AddIncomingGrainCallFilter(requests));
        await Until.HoldsAsync(() => silo.Running.Count == 4);
        var campaign = await silo.Client.CreateAsync(
            new CampaignDefinition { Name = "Calls", Steps = [new ContactStep { Channel = Channels.Voice }], MaxConcurrent = 100 }, Token);
        var contacts = Enumerable.Range(0, Contacts).Select(number => new Contact($"c{number}", $"+1555{number:D7}"));
        await silo.Client.AddContactsAsync(campaign, contacts, cancellationToken: Token);

        await silo.Client.StartAsync(campaign, Token);
        await Until.HoldsAsync(() => _world.Reached.Count == Contacts);

        Assert.Contains("Start", requests.Members);
        Assert.InRange(requests.Members.Count, 1, Contacts / 20); // of the test, and of shards that have started; not of attempts
    }

    /// <summary>The members that shards were asked for.</summary>
    private sealed class RequestLog : IIncomingGrainCallFilter
    {
        public ConcurrentBag<string> Members { get; } = [];

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.ImplementationMethod.Name == nameof(IShardGrain.CallAsync))
            {
                Members.Add((string)context.Request.GetArgument(0)!);
            }

            return context.Invoke();
        }
    }
}
