using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Lifecycle;

public class PurgeTests
{
    [Fact]
    public void Purged_campaign_is_not_found_and_its_key_is_free()
    {
        using var harness = new CampaignHarness();
        var spring = Calls(StepRetryPolicy.None) with { Key = "spring" };
        var campaign = harness.Run(spring, Many(3));
        var other = harness.Run(Calls(StepRetryPolicy.None, name: "other"), Many(2));

        harness.Do(client => client.PurgeAsync(campaign));

        Assert.Equal(CampaignError.NotFound, Error(harness, client => client.GetStatisticsAsync(campaign)));
        Assert.Equal(CampaignError.NotFound, Error(harness, client => client.GetContactAsync(campaign, "p00001")));
        Assert.Equal([other], harness.Campaigns().Select(statistics => statistics.Campaign));
        Assert.Equal(2, harness.Statistics(other).Completed);
        var again = harness.Run(spring with { Name = "another definition" }, Many(3));
        Assert.NotEqual(campaign, again);
        Assert.Equal(3, harness.Statistics(again).Completed);
    }

    [Fact]
    public void Only_what_has_ended_is_purged()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(2));
        Assert.Equal(CampaignError.IllegalTransition, Error(harness, client => client.PurgeAsync(campaign)));

        harness.Do(client => client.CancelAsync(campaign));
        Assert.Equal(CampaignError.IllegalTransition, Error(harness, client => client.PurgeAsync(campaign))); // a call is live

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        harness.Do(client => client.PurgeAsync(campaign));
        Assert.Empty(harness.Campaigns());
    }

    [Fact]
    public void Late_report_about_a_purged_attempt_finds_nothing()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;

        harness.Do(client => client.PurgeAsync(campaign));

        Assert.Equal(
            ReportReceipt.Unknown, harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.OptedOut))));
    }

    [Fact]
    public void Purge_goes_by_portions_that_other_commits_stand_between()
    {
        var store = new PurgeStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1_000), Many(2_000));
        var bulk = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        store.Log.Clear();

        harness.Do(client => Task.WhenAll(client.PurgeAsync(campaign), client.AddContactsAsync(bulk, Many(2_000).ToAsyncEnumerable())));

        Assert.InRange(store.Log.Count(entry => entry == 'p'), 8, 20); // 2,000 jobs, each with an attempt, about 500 rows at a time
        Assert.DoesNotContain("ppp", new string([.. store.Log[..8]]));
    }

    [Fact]
    public void Purge_that_the_store_cut_short_is_finished_by_the_next()
    {
        var store = new PurgeStore { FailAt = 3 };
        using var harness = new CampaignHarness(options => options.Store = store);
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1_000), Many(2_000));

        Assert.Equal(CampaignError.StoreFailed, Error(harness, client => client.PurgeAsync(campaign)));
        harness.Advance(Seconds(1));
        harness.Do(client => client.PurgeAsync(campaign));

        Assert.Empty(harness.Campaigns());
    }

    [Fact]
    public void Purge_waits_until_no_frequency_cap_looks_back_on_the_campaign()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.ChangeTenantAsync("acme", new TenantSettings { CoolDown = TimeSpan.FromDays(7) }));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "acme" }, One());
        Assert.Equal(CampaignError.IllegalTransition, Error(harness, client => client.PurgeAsync(campaign)));

        harness.Advance(TimeSpan.FromDays(8));

        harness.Do(client => client.PurgeAsync(campaign));
    }

    [Theory]
    [InlineData(CapPeriod.Rolling)]
    [InlineData(CapPeriod.CalendarDays)]
    public void Purge_waits_for_every_kind_of_cap(CapPeriod period)
    {
        using var harness = new CampaignHarness();
        var settings = new TenantSettings { Caps = [new FrequencyCap(1, 2, period), new FrequencyCap(3, 7, period)], CoolDown = Hours(1) };
        harness.Do(operations => operations.ChangeTenantAsync("acme", settings));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "acme" }, One());
        harness.Advance(TimeSpan.FromDays(6));
        Assert.Equal(CampaignError.IllegalTransition, Error(harness, client => client.PurgeAsync(campaign)));

        harness.Advance(TimeSpan.FromDays(3));
        harness.Do(client => client.PurgeAsync(campaign));
    }

    [Fact]
    public void Purge_of_one_campaign_leaves_what_caps_look_back_on_in_others()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Do(operations => operations.ChangeTenantAsync("acme", new TenantSettings { Caps = [new FrequencyCap(1, 3)] }));
        var old = harness.Run(Calls(StepRetryPolicy.None, name: "old") with { Tenant = "acme" }, One());
        harness.Advance(TimeSpan.FromDays(10));
        harness.Run(Calls(StepRetryPolicy.None, name: "recent") with { Tenant = "acme" }, One());
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Do(client => client.PurgeAsync(old));

        harness.Run(Calls(StepRetryPolicy.None, name: "next") with { Tenant = "acme" }, One());
        harness.Advance(TimeSpan.FromDays(3) - Seconds(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        harness.Advance(Seconds(1));
        Assert.Equal(3, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Canceled_campaign_leaves_no_job_in_memory_when_it_is_purged()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine + Hours(1) }, Many(3_000));
        harness.Do(client => client.CancelAsync(campaign));

        harness.Do(client => client.PurgeAsync(campaign));

        Assert.Equal(0, harness.JobsInMemory());
    }

    private static CampaignError Error(CampaignHarness harness, Func<ICampaignClient, Task> request) =>
        Assert.Throws<CampaignException>(() => harness.Do(request)).Error;

    /// <summary>Records purge portions and commits in order. Fails once, after a portion took effect.</summary>
    private sealed class PurgeStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public List<char> Log { get; } = [];

        public int FailAt { get; set; }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            Log.Add('c');
            return base.CommitAsync(batch, cancellationToken);
        }

        public override async ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken)
        {
            Log.Add('p');
            var isPurged = await base.PurgeAsync(epoch, campaign, limit, cancellationToken);
            return --FailAt == 0 ? throw new IOException("The store failed after the portion.") : isPurged;
        }
    }
}
