using Campaigns.InMemory;

namespace Campaigns.Tests;

/// <summary>The engine starts with everything held, if the options ask for it or the store has lost commits.</summary>
public sealed class StartHeldTests
{
    private readonly MemoryJobStore _store = new(new Random(1));

    [Fact]
    public void Nothing_is_sent_after_a_start_that_is_held_until_the_release()
    {
        var (campaign, stopped) = RunAndStop();
        using var harness = new CampaignHarness(options => (options.Store, options.StartHeld) = (_store, true), start: stopped.AddHours(1));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));

        harness.Advance(TimeSpan.FromHours(2));

        Assert.Empty(harness.Provider.Dispatches);
        var hold = Assert.Single(harness.Do(operations => operations.ListHoldsAsync()).Items);
        Assert.Equal((null, stopped.AddHours(1)), (hold.Tenant, hold.Since));
        Assert.Contains("start held", hold.Reason, StringComparison.Ordinal);
        Assert.Equal(stopped, hold.LastCommit);

        harness.Do(operations => operations.ReleaseAllAsync());
        harness.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
        Assert.NotEmpty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Hold_at_the_start_is_durable()
    {
        RunAndStop();
        using (new CampaignHarness(options => (options.Store, options.StartHeld) = (_store, true)))
        {
        }

        using var harness = new CampaignHarness(options => options.Store = _store);

        harness.Advance(TimeSpan.FromHours(2));
        Assert.Empty(harness.Provider.Dispatches);
        Assert.NotNull(Assert.Single(harness.Do(operations => operations.ListHoldsAsync()).Items).Reason);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task Store_that_ends_before_the_commit_that_the_host_has_seen_starts_held(int lost, bool isHeld)
    {
        RunAndStop();
        var seen = (await _store.ReadInfoAsync(CancellationToken.None)).Commit + lost;
        using var harness = new CampaignHarness(options => (options.Store, options.LastCommit) = (_store, seen));

        Assert.Equal(isHeld ? 1 : 0, harness.Do(operations => operations.ListHoldsAsync()).Items.Count);
    }

    [Fact]
    public void New_store_in_the_place_of_one_with_commits_starts_held()
    {
        using var harness = new CampaignHarness(options => options.LastCommit = 1);

        var hold = Assert.Single(harness.Do(operations => operations.ListHoldsAsync()).Items);
        Assert.Contains("commit 0", hold.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Requested_hold_in_the_store_keeps_its_begin()
    {
        DateTimeOffset began;
        using (var first = new CampaignHarness(options => options.Store = _store))
        {
            first.Do(operations => operations.HoldAllAsync());
            began = first.Now;
        }

        using var harness = new CampaignHarness(
            options => (options.Store, options.StartHeld) = (_store, true), start: began.AddDays(1));

        var hold = Assert.Single(harness.Do(operations => operations.ListHoldsAsync()).Items);
        Assert.Equal(began, hold.Since);
        Assert.NotNull(hold.Reason);
    }

    [Fact]
    public void Attempt_that_was_live_in_the_store_is_looked_up_while_everything_is_held()
    {
        CampaignId campaign;
        using (var first = new CampaignHarness(options => options.Store = _store))
        {
            first.Provider.Otherwise(_ => DispatchResult.Accepted("call-1"));
            campaign = first.Run(Calls(), Contacts());
            first.Settle();
        }

        using var harness = new CampaignHarness(options => (options.Store, options.StartHeld) = (_store, true));
        harness.Provider.OnQuery = _ => LookUpResult.Ended(AttemptOutcome.Completed);

        harness.Advance(TimeSpan.FromHours(5));

        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Store_tells_its_last_commit()
    {
        using var harness = new CampaignHarness();
        var before = harness.Do(operations => operations.GetStoreInfoAsync());
        harness.Advance(TimeSpan.FromMinutes(3));

        harness.Do(operations => operations.HoldAllAsync());

        var after = harness.Do(operations => operations.GetStoreInfoAsync());
        Assert.Equal((before.Commit + 1, before.Epoch, harness.Now), (after.Commit, after.Epoch, after.CommittedAt));
    }

    [Fact]
    public void Last_commit_below_0_is_refused()
    {
        var refused = Assert.Throws<CampaignException>(() => new CampaignHarness(options => options.LastCommit = -1));

        Assert.Contains("LastCommit", refused.Message, StringComparison.Ordinal);
    }

    private (CampaignId Campaign, DateTimeOffset Stopped) RunAndStop()
    {
        using var harness = new CampaignHarness(options => options.Store = _store);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var campaign = harness.Run(Calls(), Contacts());
        harness.Settle();
        return (campaign, harness.Now);
    }

    private static CampaignDefinition Calls() => new()
    {
        Name = "A", Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(3, TimeSpan.FromMinutes(10)))],
    };

    private static Contact[] Contacts() => [new Contact("ann", "+15550100123")];
}
