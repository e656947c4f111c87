using System.Collections.Concurrent;
using Campaigns.Storage;
using Campaigns.Tests;

namespace Campaigns.PostgreSql.Tests;

/// <summary>One engine owns a shard: lease and fence keep others out, and an owner that was replaced stops.</summary>
[Collection(OneServer.Name)]
public sealed class FenceTests(SharedServer shared)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Owner_that_was_replaced_can_write_nothing_and_cannot_come_back()
    {
        var database = await DatabaseAsync();
        await using var first = New(database, Short);
        await using var second = New(database, Short);
        var epoch = (await first.OpenAsync(default, CancellationToken.None)).Epoch;
        var taken = (await second.OpenAsync(default, CancellationToken.None)).Epoch; // after the lease of the first has ended

        await Assert.ThrowsAsync<StoreFencedException>(async () => await first.CommitAsync(Batch(epoch), CancellationToken.None));
        await Assert.ThrowsAsync<StoreFencedException>(
            async () => await first.PurgeAsync(epoch, new CampaignId(1), 1, CancellationToken.None));
        await Sql.ExecuteAsync(database, "update campaigns.shards set lease_until = '-infinity'"); // nobody keeps it from taking it back
        await Assert.ThrowsAsync<StoreFencedException>(async () => await first.OpenAsync(default, CancellationToken.None));
        await second.CommitAsync(Batch(taken), CancellationToken.None);
        Assert.True(await second.PurgeAsync(taken, new CampaignId(1), 1, CancellationToken.None));
    }

    [Fact]
    public async Task Lease_refuses_a_second_owner_with_the_name_of_the_first()
    {
        var database = await DatabaseAsync();
        await using var first = New(database, TimeSpan.FromMinutes(1));
        await using var second = New(database, Short);
        var epoch = (await first.OpenAsync(default, CancellationToken.None)).Epoch;

        var refusal = await Assert.ThrowsAsync<PostgreSqlStoreException>(
            async () => await second.OpenAsync(default, CancellationToken.None));

        Assert.Equal(PostgreSqlStoreProblem.Held, refusal.Problem);
        Assert.Contains($"process {Environment.ProcessId} on", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Never delete the shard's row. In Kubernetes,", refusal.Message, StringComparison.Ordinal);
        await first.CommitAsync(Batch(epoch), CancellationToken.None);
    }

    [Fact]
    public async Task Owner_that_ends_in_order_releases_the_shard()
    {
        var database = await DatabaseAsync();
        var first = New(database, TimeSpan.FromMinutes(1));
        var epoch = (await first.OpenAsync(default, CancellationToken.None)).Epoch;
        await first.DisposeAsync();
        await using var second = New(database, Short);

        Assert.Equal(epoch + 1, (await second.OpenAsync(default, CancellationToken.None)).Epoch);
    }

    [Fact]
    public async Task Engine_whose_shard_was_taken_stops_and_sends_nothing_more()
    {
        var database = await DatabaseAsync();
        await using var first = new Dialer(New(database, Short));
        await first.Engine.StartAsync(TestContext.Current.CancellationToken);
        await first.BeginAsync();
        await first.SentAsync(50);
        await using var second = new Dialer(New(database, Short, waits: false));
        await second.Engine.StartAsync(TestContext.Current.CancellationToken);
        await second.SentAsync(50);

        var end = await Assert.ThrowsAnyAsync<Exception>(() => first.EndAsync());
        var sent = first.Sent.Count;
        await second.SentAsync(200);

        Assert.Contains("another engine has taken it over", end.ToString(), StringComparison.Ordinal);
        Assert.Equal(sent, first.Sent.Count);
        var all = first.Sent.Concat(second.Sent).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    private async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgreSqlServer.Missing is not null, PostgreSqlServer.Missing ?? "");
        return await shared.CreateDatabaseAsync();
    }

    private static PostgreSqlJobStore New(string database, TimeSpan lease, bool waits = true) =>
        new(database, options => (options.LeaseTime, options.WaitsForLease) = (lease, waits));

    private static CommitBatch Batch(long epoch) => new CommitBatch().Seal(epoch, default);

    /// <summary>An engine that notes what it sends.</summary>
    private sealed class Dialer : IProvider, IAsyncDisposable
    {
        private readonly PostgreSqlJobStore _store;
        private readonly SemaphoreSlim _new = new(0);

        public Dialer(PostgreSqlJobStore store)
        {
            _store = store;
            var options = new CampaignsOptions { Store = store };
            options.AddProvider(Channels.Voice, this);
            Engine = new CampaignEngine(options);
        }

        public CampaignEngine Engine { get; }

        public ConcurrentQueue<string> Sent { get; } = [];

        public async Task BeginAsync()
        {
            var campaign = await Engine.Client.CreateAsync(new CampaignDefinition
            {
                Name = "dialed", MaxConcurrent = 20, Rate = RateLimit.PerSecond(200), Steps = [CampaignStep.Call(StepRetryPolicy.None)],
            });
            await Engine.Client.AddContactsAsync(campaign, Enumerable.Range(0, 2_000).Select(i => new Contact($"p{i}", $"+1555{i:D7}")));
            await Engine.Client.StartAsync(campaign);
        }

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Sent.Enqueue(request.Contact.Key);
            _new.Release();
            return new(DispatchResult.Completed(AttemptOutcome.Completed));
        }

        public Task EndAsync() => Engine.Completion.WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        public async Task SentAsync(int count)
        {
            for (; count > 0; count--)
            {
                Assert.True(await _new.WaitAsync(TimeSpan.FromMinutes(5)), "no send within five minutes");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Engine.DisposeAsync();
            await _store.DisposeAsync();
        }
    }
}
