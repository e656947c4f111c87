using Campaigns.Orleans.Client;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Lists over shards leave nothing out and repeat nothing.</summary>
public sealed class PagingTests : IAsyncLifetime
{
    private ShardsInMemory _shards = null!;
    private ClusterClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _shards = await ShardsInMemory.StartAsync(4);
        _client = _shards.Client();
    }

    public ValueTask DisposeAsync() => _shards.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Campaigns_are_listed_newest_first_each_once_while_others_are_created(int limit)
    {
        var random = new Random(limit);
        var created = new List<CampaignId>();
        for (var i = 0; i < 23; i++)
        {
            created.Add(await CreateAsync($"t{random.Next(3)}")); // shard 3 has none
        }

        var listed = new List<CampaignId>();
        for (string? after = null; ;)
        {
            var page = await _client.ListAsync(null, after, limit, CancellationToken.None);
            Assert.True(page.Items.Count <= limit);
            listed.AddRange(page.Items.Select(each => each.Campaign));
            await CreateAsync($"t{random.Next(4)}");
            if (page.Next is null)
            {
                break;
            }

            after = page.Next;
        }

        Assert.Equal(listed.Distinct(), listed);
        Assert.Equal(created.AsEnumerable().Reverse(), listed.Where(created.Contains));
    }

    [Fact]
    public async Task Campaigns_of_the_same_instant_are_listed_each_once()
    {
        for (var i = 0; i < 12; i++)
        {
            await _client.CreateAsync(Samples.Campaign($"t{i % 4}"), CancellationToken.None);
        }

        var all = await ReadAllAsync(after => _client.ListAsync(null, after, 5, CancellationToken.None));

        Assert.Equal(12, all.Select(each => each.Campaign).Distinct().Count());
        Assert.Equal(12, all.Count);
    }

    [Fact]
    public async Task Filter_of_a_state_is_applied_on_every_shard()
    {
        for (var i = 0; i < 8; i++)
        {
            var campaign = await CreateAsync($"t{i % 4}");
            if (i >= 4)
            {
                await _client.CancelAsync(campaign, CancelMode.Drain, CancellationToken.None);
            }
        }

        var page = await _client.ListAsync(new CampaignFilter { State = CampaignState.Canceled }, null, 100, CancellationToken.None);

        Assert.Equal(4, page.Items.Count);
        Assert.All(page.Items, each => Assert.Equal(CampaignState.Canceled, each.State));
    }

    [Fact]
    public async Task Attempts_of_everybody_are_in_order_of_campaign_and_pages_end()
    {
        foreach (var tenant in new[] { "t3", "t0", "t2" })
        {
            await RunAsync(tenant, 7);
        }

        await Waits.UntilAsync(() => Task.FromResult(_shards.Provider.Dispatches.Count == 21));
        var all = new List<ContactAttempt>();
        await foreach (var attempt in CampaignPages.ReadAllAsync(
            after => _client.ListAttemptsAsync(null, after, 5, CancellationToken.None)))
        {
            all.Add(attempt);
        }

        Assert.Equal(21, all.Select(each => each.Entry.Attempt).Distinct().Count());
        Assert.Equal(all.Select(each => each.Campaign.Value).Order(), all.Select(each => each.Campaign.Value));
    }

    [Fact]
    public async Task Holds_come_in_order_of_tenant_after_the_hold_on_everything()
    {
        foreach (var tenant in new[] { "c3", "a1", "b0", "d1" })
        {
            await _client.HoldTenantAsync(tenant, CancellationToken.None);
        }

        await _client.HoldAllAsync(CancellationToken.None);
        foreach (var limit in new[] { 1, 2, 3, 100 })
        {
            var all = await ReadAllAsync(after => _client.ListHoldsAsync(after, limit, CancellationToken.None));
            Assert.Equal([null, "a1", "b0", "c3", "d1"], all.Select(hold => hold.Tenant));
        }
    }

    [Fact]
    public async Task Hold_that_only_some_shards_have_is_shown_as_such()
    {
        await _shards.Engines[2].Operations.HoldAllAsync();

        var holds = await _client.ListHoldsAsync(null, 100, CancellationToken.None);

        Assert.StartsWith("1 of 4 shards are held.", Assert.Single(holds.Items).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unavailable_channels_of_all_tenants_come_in_order_of_tenant()
    {
        foreach (var tenant in new[] { "z0", "y3", "x1", "w2" })
        {
            await _client.MarkChannelUnavailableAsync(tenant, Channels.Voice, "logged out", CancellationToken.None);
        }

        var all = await ReadAllAsync(after => _client.ListChannelsAsync(null, after, 1, CancellationToken.None));

        Assert.Equal(["w2", "x1", "y3", "z0"], all.Select(channel => channel.Tenant));
    }

    [Fact]
    public async Task Event_log_of_all_tenants_has_sequences_that_rise()
    {
        for (var i = 0; i < 9; i++)
        {
            await _client.IngestAsync(new InboundEvent($"t{i % 4}", $"e{i}", "seen"), CancellationToken.None);
        }

        var all = await ReadAllAsync(after => _client.ListLoggedEventsAsync(null, after, 2, CancellationToken.None));

        Assert.Equal(9, all.Count);
        Assert.Equal(all.Select(each => each.Sequence).Distinct().Order(), all.Select(each => each.Sequence));
    }

    [Fact]
    public async Task Explanation_names_the_shard_and_its_owner()
    {
        var campaign = await CreateAsync("t2");
        await _client.AddContactsAsync(campaign, Samples.Contacts(1, "t2"), CancellationToken.None);

        var explanation = await _client.ExplainAsync(campaign, "t20", CancellationToken.None);

        Assert.Equal(new ShardOwner(2, ShardsInMemory.Silo), explanation.Owner);
        Assert.Null((await _shards.Engines[2].Client.ExplainAsync(campaign, "t20", CancellationToken.None)).Owner);
    }

    [Fact]
    public async Task Cursor_of_another_list_is_refused()
    {
        await CreateAsync("t0");
        await CreateAsync("t1");
        var page = await _client.ListAsync(null, null, 1, CancellationToken.None);

        var error = await Assert.ThrowsAsync<CampaignException>(
            () => _client.ListAttemptsAsync(null, page.Next, 1, CancellationToken.None));

        Assert.Equal(CampaignError.Invalid, error.Error);
    }

    [Fact]
    public async Task Providers_are_told_once_with_the_sums_of_all_shards()
    {
        await RunAsync("t0", 2);
        await RunAsync("t1", 3);

        await Waits.UntilAsync(async () => (await _client.ListProvidersAsync(CancellationToken.None))[0].Live == 5);

        Assert.Single(await _client.ListProvidersAsync(CancellationToken.None));
    }

    private static async Task<List<T>> ReadAllAsync<T>(Func<string?, Task<CampaignPage<T>>> read)
    {
        var all = new List<T>();
        await foreach (var item in CampaignPages.ReadAllAsync(read))
        {
            all.Add(item);
        }

        return all;
    }

    private async Task<CampaignId> CreateAsync(string tenant)
    {
        _shards.Time.Advance(TimeSpan.FromSeconds(1));
        return await _client.CreateAsync(Samples.Campaign(tenant), CancellationToken.None);
    }

    private async Task RunAsync(string tenant, int contacts)
    {
        var campaign = await CreateAsync(tenant);
        await _client.AddContactsAsync(campaign, Samples.Contacts(contacts, tenant), CancellationToken.None);
        await _client.StartAsync(campaign, CancellationToken.None);
    }
}
