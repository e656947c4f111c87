using Campaigns.Orleans.Client;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Reports find their shard.</summary>
public sealed class ReportTests : IAsyncLifetime
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
    public async Task Attempts_of_the_same_job_number_in_different_shards_are_told_apart()
    {
        var campaigns = new List<CampaignId>();
        foreach (var tenant in new[] { "t0", "t1", "t2", "t3" })
        {
            campaigns.Add(await RunAsync(tenant, 1));
        }

        foreach (var (attempt, tenant, _) in _shards.Provider.Dispatches)
        {
            var outcome = tenant == "t2" ? AttemptOutcome.Completed : AttemptOutcome.Rejected;
            Assert.Equal(
                ReportReceipt.Applied, await _client.ReportAsync(ProviderReport.Ended(attempt, outcome), CancellationToken.None));
        }

        foreach (var campaign in campaigns)
        {
            var statistics = await _client.GetStatisticsAsync(campaign, CancellationToken.None);
            Assert.Equal(statistics.Tenant == "t2" ? 1 : 0, statistics.Completed);
        }
    }

    [Fact]
    public async Task Report_by_call_id_is_applied_where_the_call_is_and_kept_nowhere_else()
    {
        var campaign = await RunAsync("t3", 1);
        var report = ProviderReport.OfCall(
            "voice-1", AcceptingProvider.CallIdOf("t3", "c0"), AttemptState.Ended, AttemptOutcome.Completed);

        var first = await _client.ReportAsync(report, CancellationToken.None);
        var second = await _client.ReportAsync(report, CancellationToken.None);

        Assert.Equal((ReportReceipt.Applied, ReportReceipt.NoNews), (first, second));
        Assert.Equal(1, (await _client.GetStatisticsAsync(campaign, CancellationToken.None)).Completed);
        Assert.Empty((await _client.ListUnmatchedReportsAsync(null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Report_about_an_unknown_call_is_kept_once_and_dismissed()
    {
        var report = ProviderReport.OfCall("voice-1", "nobody's", AttemptState.Ended, AttemptOutcome.Completed);

        var receipt = await _shards.AdvanceAsync(_client.ReportAsync(report, CancellationToken.None));

        Assert.Equal(ReportReceipt.Unknown, receipt);
        Assert.Single((await _client.ListUnmatchedReportsAsync(null, 10, CancellationToken.None)).Items);
        await _client.DismissUnmatchedReportsAsync(_shards.Time.GetUtcNow(), CancellationToken.None);
        Assert.Empty((await _client.ListUnmatchedReportsAsync(null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Report_about_an_attempt_of_another_installation_changes_nothing()
    {
        await RunAsync("t1", 1);

        var receipt = await _client.ReportAsync(
            ProviderReport.Ended(new AttemptId(42, 1, 1), AttemptOutcome.Completed), CancellationToken.None);

        Assert.Equal(ReportReceipt.Unknown, receipt);
    }

    [Fact]
    public async Task Reply_and_stop_reach_the_contacts_of_their_tenant_only()
    {
        var one = await RunAsync("t1", 1);
        var other = await RunAsync("t2", 1);

        await _client.SuppressAsync(Suppression.OfContact("t1", "c0"), CancellationToken.None);

        var ended = (await _client.GetContactAsync(one, "c0", CancellationToken.None)).State;
        Assert.NotEqual(JobState.Waiting, ended);
        Assert.Equal(JobState.Live, (await _client.GetContactAsync(other, "c0", CancellationToken.None)).State);
        Assert.Single(await _client.FindSuppressionsAsync(new PersonIdentity("t1") { ContactKey = "c0" }, CancellationToken.None));
        Assert.Empty(await _client.FindSuppressionsAsync(new PersonIdentity("t2") { ContactKey = "c0" }, CancellationToken.None));
    }

    [Fact]
    public async Task Batch_with_an_event_that_is_not_valid_is_taken_by_no_shard()
    {
        InboundEvent[] batch = [new("t0", "e0", "seen"), new("t1", "e1", "seen"), new("t2", "", "seen")];
        var local = await Assert.ThrowsAsync<CampaignException>(() => _shards.Engines[0].Reports.IngestAsync(batch));

        var error = await Assert.ThrowsAsync<CampaignException>(() => _client.IngestAsync(batch, CancellationToken.None));

        Assert.Equal(local.Message, error.Message);
        Assert.Empty((await _client.ListLoggedEventsAsync(null, null, 10, CancellationToken.None)).Items);
    }

    private async Task<CampaignId> RunAsync(string tenant, int contacts)
    {
        var campaign = await _client.CreateAsync(Samples.Campaign(tenant), CancellationToken.None);
        await _client.AddContactsAsync(campaign, Samples.Contacts(contacts), CancellationToken.None);
        await _client.StartAsync(campaign, CancellationToken.None);
        for (var i = 0; i < contacts; i++)
        {
            await Waits.UntilAsync(async () => (await _client.GetContactAsync(campaign, $"c{i}", CancellationToken.None)).Timeline
                is [{ ProviderCallId: not null }]);
        }

        return campaign;
    }
}
