using Campaigns.Orleans.Client;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>A shard without an owner.</summary>
public sealed class AwayTests : IAsyncLifetime
{
    private const int Away = 1;
    private ShardsInMemory _shards = null!;
    private ClusterClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _shards = await ShardsInMemory.StartAsync(3);
        _client = _shards.Client();
    }

    public ValueTask DisposeAsync() => _shards.DisposeAsync();

    [Fact]
    public async Task Read_says_which_shard_is_away_and_other_shards_answer()
    {
        var campaign = await _client.CreateAsync(Samples.Campaign("t1"), CancellationToken.None);
        var other = await _client.CreateAsync(Samples.Campaign("t2"), CancellationToken.None);
        Lose();

        var error = await FailsAsync(_client.GetStatisticsAsync(campaign, CancellationToken.None));
        var ofAll = await FailsAsync(_client.ListAsync(null, null, 10, CancellationToken.None));

        Assert.Equal(CampaignError.Stopped, error.Error);
        Assert.Contains("Shard 1 has no owner", error.Message, StringComparison.Ordinal);
        Assert.Contains("Shard 1 has no owner", ofAll.Message, StringComparison.Ordinal);
        Assert.Equal(other, (await _client.GetStatisticsAsync(other, CancellationToken.None)).Campaign);
    }

    [Fact]
    public async Task Request_waits_until_the_shard_has_an_owner_again()
    {
        var campaign = await _client.CreateAsync(Samples.Campaign("t1") with { KeepOpen = true }, CancellationToken.None);
        var calls = 0;
        _shards.Fault = (shard, _) => shard == Away && ++calls <= 3 ? (new ShardAwayException(Away, isUnknown: false), null) : default;

        await _shards.AdvanceAsync(_client.StartAsync(campaign, CancellationToken.None));

        Assert.Equal(CampaignState.Running, (await _client.GetStatisticsAsync(campaign, CancellationToken.None)).State);
    }

    [Fact]
    public async Task Request_with_an_unknown_outcome_is_repeated_if_that_is_safe()
    {
        var campaign = await _client.CreateAsync(Samples.Campaign("t1") with { KeepOpen = true }, CancellationToken.None);
        await _client.StartAsync(campaign, CancellationToken.None);
        LoseAnswers(1);

        await _shards.AdvanceAsync(_client.PauseAsync(campaign, CancellationToken.None));

        Assert.Equal(2, _shards.Calls.Count(call => call.Member == "Pause"));
    }

    [Fact]
    public async Task Campaign_without_a_key_is_not_created_twice_when_the_answer_is_lost()
    {
        LoseAnswers(1);

        var error = await FailsAsync(_client.CreateAsync(Samples.Campaign("t1"), CancellationToken.None));

        Assert.Equal(CampaignError.StoreFailed, error.Error);
        Assert.Contains("may or may not have taken effect", error.Message, StringComparison.Ordinal);
        Assert.Single((await _client.ListAsync(null, null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Campaign_with_a_key_is_created_once_although_the_answer_is_lost()
    {
        LoseAnswers(2);

        var campaign = await _shards.AdvanceAsync(_client.CreateAsync(Samples.Campaign("t1", "spring"), CancellationToken.None));

        Assert.Equal(campaign, Assert.Single((await _client.ListAsync(null, null, 10, CancellationToken.None)).Items).Campaign);
    }

    [Fact]
    public async Task Report_for_a_shard_that_is_away_is_kept_and_applied_when_it_is_back()
    {
        var campaign = await RunAsync("t1");
        var attempt = Assert.Single(_shards.Provider.Dispatches).Attempt;
        await _client.ReportAsync(new ProviderReport(attempt, AttemptState.Ringing), CancellationToken.None); // the client knows the stamp
        Lose();

        var receipt = await _client.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed), CancellationToken.None);

        Assert.Equal(ReportReceipt.Parked, receipt);
        Assert.Equal(Away, Assert.Single(_shards.Inbox).Shard);
        await ComeBackAsync();
        Assert.Equal(1, (await _client.GetStatisticsAsync(campaign, CancellationToken.None)).Completed);
    }

    [Fact]
    public async Task Report_of_a_client_that_knows_no_stamp_is_kept_for_the_shard_that_is_away()
    {
        var campaign = await RunAsync("t1");
        var attempt = Assert.Single(_shards.Provider.Dispatches).Attempt;
        Lose();

        await _shards.Client().ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed), CancellationToken.None);

        await ComeBackAsync();
        Assert.Equal(1, (await _client.GetStatisticsAsync(campaign, CancellationToken.None)).Completed);
    }

    [Fact]
    public async Task Report_by_call_id_is_kept_for_the_shard_that_is_away()
    {
        var campaign = await RunAsync("t1");
        Lose();
        var report = ProviderReport.OfCall(
            "voice-1", AcceptingProvider.CallIdOf("t1", "c0"), AttemptState.Ended, AttemptOutcome.Completed);

        await _shards.AdvanceAsync(_client.ReportAsync(report, CancellationToken.None));

        await ComeBackAsync();
        Assert.Equal(1, (await _client.GetStatisticsAsync(campaign, CancellationToken.None)).Completed);
    }

    [Fact]
    public async Task Events_of_a_batch_are_kept_for_the_shard_that_is_away_and_taken_by_the_others()
    {
        Lose();

        var receipts = await _client.IngestAsync(
            [new InboundEvent("t1", "e1", "seen"), new InboundEvent("t2", "e2", "seen"), new InboundEvent("t1", "e3", "seen")],
            CancellationToken.None);

        Assert.All(receipts, each => Assert.Equal(IngestResult.Kept, each.Result));
        Assert.Equal([true, false, true], receipts.Select(each =>
            each.Reason!.StartsWith("Shard 1 has no owner", StringComparison.Ordinal)));
        Assert.Single(_shards.Inbox);
        await ComeBackAsync();
        var logged = await _client.ListLoggedEventsAsync(null, null, 10, CancellationToken.None);
        Assert.Equal(["e1", "e2", "e3"], logged.Items.Select(each => each.Event.Id).Order());
    }

    [Fact]
    public async Task Hold_on_everything_is_not_acknowledged_while_a_shard_has_not_acknowledged_it()
    {
        Lose();

        var error = await FailsAsync(_client.HoldAllAsync(CancellationToken.None));

        Assert.Contains("Shard 1", error.Message, StringComparison.Ordinal);
        _shards.Fault = (_, _) => default;
        await _client.HoldAllAsync(CancellationToken.None);
        foreach (var engine in _shards.Engines)
        {
            Assert.Null(Assert.Single((await engine.Operations.ListHoldsAsync()).Items).Tenant);
        }
    }

    [Fact]
    public async Task Canceled_request_is_withdrawn_while_it_waits_for_an_owner()
    {
        Lose();
        using var stop = new CancellationTokenSource();
        var request = _client.CreateAsync(Samples.Campaign("t1"), stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);

        _shards.Fault = (_, _) => default;
        Assert.Empty((await _client.ListAsync(null, null, 10, CancellationToken.None)).Items);
    }

    private void Lose() =>
        _shards.Fault = (shard, _) => shard == Away ? (new ShardAwayException(Away, isUnknown: false), null) : default;

    private void LoseAnswers(int count) =>
        _shards.Fault = (shard, _) => shard == Away && count-- > 0 ? (null, new ShardAwayException(Away, isUnknown: true)) : default;

    private Task ComeBackAsync()
    {
        _shards.Fault = (_, _) => default;
        return _shards.EmptyInboxAsync();
    }

    private async Task<CampaignId> RunAsync(string tenant)
    {
        var campaign = await _client.CreateAsync(Samples.Campaign(tenant), CancellationToken.None);
        await _client.AddContactsAsync(campaign, Samples.Contacts(1), CancellationToken.None);
        await _client.StartAsync(campaign, CancellationToken.None);
        await Waits.UntilAsync(async () => (await _client.GetContactAsync(campaign, "c0", CancellationToken.None)).Timeline
            is [{ ProviderCallId: not null }]);
        return campaign;
    }

    private async Task<CampaignException> FailsAsync(Task request) =>
        await Assert.ThrowsAsync<CampaignException>(() => _shards.AdvanceAsync(request));
}
