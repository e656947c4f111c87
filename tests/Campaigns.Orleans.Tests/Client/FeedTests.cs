using Campaigns.Orleans.Client;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>The change feed and live events over shards.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    /// <summary>Without the changes of providers, which every shard tells of its own.</summary>
    private static readonly ChangeFilter Campaigns = ChangeFilter.All.Only(ChangeKinds.OfCampaigns);

    private ShardsInMemory _shards = null!;
    private ClusterClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _shards = await ShardsInMemory.StartAsync(4);
        _client = _shards.Client();
    }

    public ValueTask DisposeAsync() => _shards.DisposeAsync();

    [Fact]
    public async Task Reader_gets_the_changes_of_every_shard_each_once_and_in_order_within_a_shard()
    {
        await _client.SubscribeAsync("crm", Campaigns, CancellationToken.None);
        var created = await CreateAsync(20);

        var told = await TakeAsync(_client.ReadAsync("crm", CancellationToken.None), 20);

        Assert.Equal(created.Order(), told.Select(each => each.Campaign!.Value.Value).Order());
        Assert.Equal(20, told.Select(each => each.Sequence).Distinct().Count());
        Assert.All(
            told.GroupBy(each => each.Sequence >> 48), part => Assert.Equal(part.Select(each => each.Sequence).Order(),
                part.Select(each => each.Sequence)));
    }

    [Fact]
    public async Task Acknowledged_change_acknowledges_all_that_the_reading_told_before_it()
    {
        await _client.SubscribeAsync("crm", Campaigns, CancellationToken.None);
        await CreateAsync(20);
        var told = await TakeAsync(_client.ReadAsync("crm", CancellationToken.None), 12);

        await _client.AcknowledgeAsync("crm", told[7].Sequence, CancellationToken.None);

        var again = await TakeAsync(_client.ReadAsync("crm", CancellationToken.None), 12);
        Assert.Empty(again.Select(each => each.Sequence).Intersect(told.Take(8).Select(each => each.Sequence)));
        Assert.Subset(again.Select(each => each.Sequence).ToHashSet(), told.Skip(8).Select(each => each.Sequence).ToHashSet());
    }

    [Fact]
    public async Task Subscription_tells_the_position_of_each_shard_that_it_reads()
    {
        await _client.SubscribeAsync("all", Campaigns, CancellationToken.None);
        await _client.SubscribeAsync("one", ChangeFilter.OfTenant("t1").Only(ChangeKinds.OfCampaigns), CancellationToken.None);
        await CreateAsync(8);
        var told = await TakeAsync(_client.ReadAsync("all", CancellationToken.None), 8);
        await _client.AcknowledgeAsync("all", told[^1].Sequence, CancellationToken.None);

        var readers = await _client.ListSubscriptionsAsync(CancellationToken.None);

        var last = told.GroupBy(change => change.Sequence >> 48)
            .ToDictionary(shard => shard.Key, shard => shard.Max(change => change.Sequence));
        Assert.Equal(["all", "one"], readers.Select(reader => reader.Name));
        Assert.Equal(Enumerable.Range(0, 4).Select(shard => last.GetValueOrDefault(shard, (long)shard << 48)), readers[0].Positions);
        Assert.Equal(0, readers[0].Position);
        Assert.Single(readers[1].Positions);
    }

    [Fact]
    public async Task Another_client_reads_on_where_the_reader_was_acknowledged()
    {
        await _client.SubscribeAsync("crm", Campaigns, CancellationToken.None);
        await CreateAsync(8);
        var told = await TakeAsync(_client.ReadAsync("crm", CancellationToken.None), 8);
        await _client.AcknowledgeAsync("crm", told[^1].Sequence, CancellationToken.None);
        var later = await CreateAsync(3);

        var read = await TakeAsync(_shards.Client().ReadAsync("crm", CancellationToken.None), 3);

        Assert.Equal(later.Order(), read.Select(each => each.Campaign!.Value.Value).Order());
    }

    [Fact]
    public async Task Changes_of_a_tenant_are_paged_by_sequence()
    {
        await _client.SubscribeAsync("keep", ChangeFilter.All, CancellationToken.None);
        for (var i = 0; i < 7; i++)
        {
            await _client.CreateAsync(Samples.Campaign("t2"), CancellationToken.None);
            await _client.CreateAsync(Samples.Campaign("t1"), CancellationToken.None);
        }

        var told = await PageAsync(ChangeFilter.OfTenant("t2").Only(ChangeKinds.OfCampaigns), 3);

        Assert.Equal(7, told.Count);
        Assert.All(told, change => Assert.Equal("t2", change.Tenant));
        Assert.Equal(told.Select(each => each.Sequence).Distinct().Order(), told.Select(each => each.Sequence));
    }

    [Fact]
    public async Task Changes_of_all_shards_are_paged_each_once_while_others_happen()
    {
        await _client.SubscribeAsync("keep", ChangeFilter.All, CancellationToken.None);
        var created = await CreateAsync(20);

        var (told, after) = (new List<CampaignChange>(), 0L);
        for (var i = 0; i < 40; i++)
        {
            var page = await _client.ListChangesAsync(after, Campaigns, 3, CancellationToken.None);
            told.AddRange(page.Changes);
            created.AddRange(i < 10 ? await CreateAsync(1) : []);
            after = page.Next;
        }

        Assert.Equal(created.Order(), told.Select(each => each.Campaign!.Value.Value).Order());
        Assert.Equal(after, (await _client.ListChangesAsync(after, Campaigns, 3, CancellationToken.None)).Next);
    }

    [Fact]
    public async Task Reading_waits_for_changes_and_goes_on_after_the_shard_was_away()
    {
        await _client.SubscribeAsync("crm", Campaigns, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        await using var reading = _client.ReadAsync("crm", stop.Token).GetAsyncEnumerator(stop.Token);
        var next = reading.MoveNextAsync().AsTask();
        _shards.Fault = (shard, _) => shard == 2 ? (new ShardAwayException(2, isUnknown: true), null) : default;
        _shards.Time.Advance(TimeSpan.FromSeconds(30));
        _shards.Fault = (_, _) => default;

        await _shards.Engines[2].Client.CreateAsync(Samples.Campaign("t2"));

        Assert.True(await _shards.AdvanceAsync(next));
        Assert.Equal("t2", reading.Current.Tenant);
        await stop.CancelAsync();
    }

    [Fact]
    public async Task Reading_fails_and_does_not_hang_when_something_unforeseen_happens()
    {
        await _client.SubscribeAsync("crm", Campaigns, CancellationToken.None);
        _shards.Fault = (shard, member) => member == "ListChanges"
            && shard == 3 ? (new InvalidOperationException("broken"), null) : default;

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TakeAsync(_client.ReadAsync("crm", CancellationToken.None), 1).WaitAsync(Waits.Longest));

        Assert.Equal("broken", error.Message);
    }

    [Fact]
    public async Task Reader_whose_filter_changes_to_another_tenant_reads_that_tenant_only()
    {
        await _client.SubscribeAsync("crm", ChangeFilter.OfTenant("t1").Only(ChangeKinds.OfCampaigns), CancellationToken.None);
        await _client.SubscribeAsync("crm", ChangeFilter.OfTenant("t2").Only(ChangeKinds.OfCampaigns), CancellationToken.None);
        await CreateAsync(4);

        var told = await TakeAsync(_client.ReadAsync("crm", CancellationToken.None), 1);

        Assert.Equal("t2", told[0].Tenant);
        var subscription = Assert.Single(await _client.ListSubscriptionsAsync(CancellationToken.None));
        Assert.Equal("t2", subscription.Filter.Tenant);
    }

    [Fact]
    public async Task Unknown_reader_and_unknown_position_are_refused()
    {
        var reader = await Assert.ThrowsAsync<CampaignException>(() => TakeAsync(_client.ReadAsync("nobody", CancellationToken.None), 1));
        var local = await Assert.ThrowsAsync<CampaignException>(() => TakeAsync(_shards.Engines[0].Feed.ReadAsync("nobody"), 1));
        var position = await Assert.ThrowsAsync<CampaignException>(
            () => _client.ListChangesAsync((1L << 62) + 99, ChangeFilter.All, 1, CancellationToken.None));

        Assert.Equal(local.Message, reader.Message);
        Assert.Equal(CampaignError.Invalid, position.Error);
    }

    [Fact]
    public async Task Live_events_of_all_shards_are_told_until_the_reader_leaves()
    {
        using var stop = new CancellationTokenSource();
        var told = new List<CampaignEvent>();
        var opened = new TaskCompletionSource();
        var reading = ReadAsync();
        await Waits.UntilAsync(() => Task.FromResult(_shards.Calls.Count(call => call.Member == "PollEvents") >= 4));
        foreach (var tenant in new[] { "t0", "t1", "t2", "t3" })
        {
            var campaign = await _client.CreateAsync(Samples.Campaign(tenant), CancellationToken.None);
            await _client.StartAsync(campaign, CancellationToken.None);
        }

        await Waits.UntilAsync(() => Task.FromResult(told.ToArray().Select(each => each.Campaign).Distinct().Count() == 4));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        async Task ReadAsync()
        {
            await foreach (var happened in _client.ReadEventsAsync(stop.Token))
            {
                told.Add(happened);
            }
        }
    }

    private async Task<List<long>> CreateAsync(int count)
    {
        var created = new List<long>();
        for (var i = 0; i < count; i++)
        {
            created.Add((await _client.CreateAsync(Samples.Campaign($"t{i % 4}"), CancellationToken.None)).Value);
        }

        return created;
    }

    private async Task<List<CampaignChange>> PageAsync(ChangeFilter filter, int limit)
    {
        var (told, after) = (new List<CampaignChange>(), 0L);
        while (true)
        {
            var page = await _client.ListChangesAsync(after, filter, limit, CancellationToken.None);
            told.AddRange(page.Changes);
            if (page.Next == after)
            {
                return told;
            }

            after = page.Next;
        }
    }

    private static async Task<List<CampaignChange>> TakeAsync(IAsyncEnumerable<CampaignChange> changes, int count)
    {
        var taken = new List<CampaignChange>();
        await foreach (var change in changes)
        {
            taken.Add(change);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }
}
