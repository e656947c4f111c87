using Campaigns.Orleans.Client;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Settings change on every shard, and no change is lost.</summary>
public sealed class SharedSettingsTests : IAsyncLifetime
{
    private ShardsInMemory _shards = null!;
    private ClusterClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _shards = await ShardsInMemory.StartAsync(4);
        _client = _shards.Client();
    }

    public ValueTask DisposeAsync() => _shards.DisposeAsync();

    [Fact]
    public async Task Two_callers_who_change_a_tenant_at_the_same_time_lose_nothing()
    {
        var other = _shards.Client();
        var raised = Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? _client : other).ChangeTenantAsync(
            "t1", settings => settings with { MaxConcurrent = settings.MaxConcurrent == int.MaxValue ? 1 : settings.MaxConcurrent + 1 },
                null,
            CancellationToken.None)).ToList();

        foreach (var each in raised)
        {
            await each;
        }

        Assert.Equal(10, (await _client.GetTenantAsync("t1", CancellationToken.None)).Settings.MaxConcurrent);
    }

    [Fact]
    public async Task Two_callers_who_change_a_provider_at_the_same_time_lose_nothing_on_any_shard()
    {
        var other = _shards.Client();
        var first = RaiseAsync(_client);
        var second = RaiseAsync(other);
        await first;
        await second;

        foreach (var engine in _shards.Engines)
        {
            Assert.Equal(20, (await engine.Operations.GetProviderAsync("voice-1")).Settings.MaxConcurrent);
        }

        static async Task RaiseAsync(ClusterClient client)
        {
            for (var i = 0; i < 10; i++)
            {
                await client.ChangeProviderAsync(
                    "voice-1", each => each with { MaxConcurrent = each.MaxConcurrent == int.MaxValue ? 1 : each.MaxConcurrent + 1 }, null,
                    CancellationToken.None);
            }
        }
    }

    [Fact]
    public async Task Callers_who_replace_a_provider_at_the_same_time_leave_the_same_on_all_shards()
    {
        for (var round = 0; round < 10; round++)
        {
            var replaced = Enumerable.Range(1, 4).Select(i => _client.ChangeProviderAsync(
                "voice-1", new ProviderSettings { MaxConcurrent = (10 * round) + i }, CancellationToken.None)).ToList();
            foreach (var each in replaced)
            {
                await each;
            }

            var left = new List<int>();
            foreach (var engine in _shards.Engines)
            {
                left.Add((await engine.Operations.GetProviderAsync("voice-1")).Settings.MaxConcurrent);
            }

            Assert.Single(left.Distinct());
        }
    }

    [Fact]
    public async Task Caller_who_is_overtaken_between_two_shards_leaves_the_newer_settings()
    {
        var isOvertaken = false;
        _shards.Fault = (shard, member) =>
        {
            if (shard == 2 && member == "SetProvider" && !isOvertaken)
            {
                isOvertaken = true; // the other one is done with all shards before this write arrives
                _shards.Client().ChangeProviderAsync("voice-1", new ProviderSettings { MaxConcurrent = 2 }, CancellationToken.None)
                    .Wait(Waits.Longest);
            }

            return default;
        };

        await _client.ChangeProviderAsync("voice-1", new ProviderSettings { MaxConcurrent = 1 }, CancellationToken.None);

        foreach (var engine in _shards.Engines)
        {
            Assert.Equal(2, (await engine.Operations.GetProviderAsync("voice-1")).Settings.MaxConcurrent);
        }
    }

    [Fact]
    public async Task Limits_and_their_reset_reach_every_shard()
    {
        await _client.ChangeLimitsAsync(limits => limits with { MaxConcurrent = 7 }, null, CancellationToken.None);
        await _client.ChangeProviderAsync("voice-1", new ProviderSettings { MaxConcurrent = 3 }, CancellationToken.None);
        await _client.ResetProviderAsync("voice-1", CancellationToken.None);

        foreach (var engine in _shards.Engines)
        {
            Assert.Equal(7, (await engine.Operations.GetLimitsAsync()).Settings.MaxConcurrent);
            Assert.Equal(int.MaxValue, (await engine.Operations.GetProviderAsync("voice-1")).Settings.MaxConcurrent);
        }
    }

    [Fact]
    public async Task Change_at_an_old_revision_is_refused_in_the_words_of_one_engine()
    {
        await _client.ChangeTenantAsync("t1", new TenantSettings { Weight = 2 }, CancellationToken.None);

        var error = await Assert.ThrowsAsync<CampaignException>(
            () => _client.ChangeTenantAsync("t1", each => each with { Weight = 3 }, 0, CancellationToken.None));
        var local = await Assert.ThrowsAsync<CampaignException>(
            () => _shards.Engines[1].Operations.ChangeTenantAsync("t1", each => each with { Weight = 3 }, 0));

        Assert.Equal((local.Error, local.Message), (error.Error, error.Message));
    }

    [Fact]
    public async Task Change_of_a_campaign_writes_only_what_it_changes()
    {
        var campaign = await _client.CreateAsync(Samples.Campaign("t2"), CancellationToken.None);
        var window = ContactWindow.Daily(new(8, 0), new(20, 0));

        await _client.ChangeAsync(
            campaign,
            settings =>
            {
                // somebody else is faster
                _client.ChangeAsync(campaign, each => each with { Window = window, Weight = 5 },
                    CancellationToken.None).Wait(Waits.Longest);
                return settings with { MaxConcurrent = 3 };
            },
            CancellationToken.None);

        var (settings, _) = await _client.GetSettingsAsync(campaign, CancellationToken.None);
        Assert.Equal((3, 5), (settings.MaxConcurrent, settings.Weight));
        Assert.Equal(window.Hours, settings.Window!.Hours);
    }

    [Fact]
    public async Task Contact_that_somebody_else_changes_meanwhile_keeps_both_changes()
    {
        var campaign = await _client.CreateAsync(Samples.Campaign("t2"), CancellationToken.None);
        await _client.AddContactsAsync(campaign, Samples.Contacts(1), CancellationToken.None);
        var runs = 0;

        await _client.ChangeContactAsync(
            campaign, "c0",
            contact =>
            {
                if (++runs == 1)
                {
                    _client.ChangeContactAsync(campaign, "c0", each => each.WithData("a", "1"), CancellationToken.None).Wait(Waits.Longest);
                }

                return contact.WithData("b", "2");
            },
            CancellationToken.None);

        var contact = (await _client.GetContactAsync(campaign, "c0", CancellationToken.None)).Contact;
        Assert.Equal(("1", "2", 2), (contact.Data["a"], contact.Data["b"], runs));
    }

    [Fact]
    public async Task Shard_that_was_away_gets_what_the_others_have()
    {
        await _client.ChangeLimitsAsync(new EngineLimits { MaxConcurrent = 9 }, CancellationToken.None);
        await _client.HoldAllAsync(CancellationToken.None);
        await _shards.Engines[3].Operations.ReleaseAllAsync();
        await _shards.Engines[3].Operations.ChangeLimitsAsync(new EngineLimits());
        await _shards.Engines[3].Operations.ChangeProviderAsync("voice-1", new ProviderSettings { MaxConcurrent = 4 });

        await _client.ReconcileAsync(3, CancellationToken.None);

        Assert.Single((await _shards.Engines[3].Operations.ListHoldsAsync()).Items);
        Assert.Equal(9, (await _shards.Engines[3].Operations.GetLimitsAsync()).Settings.MaxConcurrent);
        Assert.Equal(int.MaxValue, (await _shards.Engines[3].Operations.GetProviderAsync("voice-1")).Settings.MaxConcurrent);
    }

    [Fact]
    public async Task Strategy_of_the_library_reaches_every_shard_and_one_of_the_host_is_refused()
    {
        await _client.ChangeStrategyAsync(
            CampaignStrategies.Deadline.Then(CampaignStrategies.FewestRemaining), CancellationToken.None);
        var error = await Assert.ThrowsAsync<CampaignException>(() =>
            _client.ChangeStrategyAsync(new OwnStrategy(), CancellationToken.None));

        foreach (var engine in _shards.Engines)
        {
            Assert.Equal("Deadline, then FewestRemaining", await engine.Operations.GetStrategyAsync());
        }

        Assert.Contains("OwnStrategy", error.Message, StringComparison.Ordinal);
    }

    private sealed class OwnStrategy : ICampaignStrategy
    {
        public CampaignRank RankOf(CampaignView campaign) => default;
    }
}
