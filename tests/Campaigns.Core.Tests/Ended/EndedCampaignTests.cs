using Campaigns.Export;
using Campaigns.Tests.Sequences;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Ended;

/// <summary>Ended campaigns are evicted from memory. Requests about them get the same answers as before.</summary>
public sealed class EndedCampaignTests : IDisposable
{
    private IDisposable? _store;
    private readonly CampaignHarness _harness;

    public EndedCampaignTests() => _harness = new CampaignHarness(options => _store = SequenceStore.Use(options));

    public void Dispose()
    {
        _harness.Dispose();
        _store?.Dispose();
    }

    [Fact]
    public void Many_campaigns_of_one_contact_leave_nothing_in_memory()
    {
        for (var i = 1; i <= 50; i++)
        {
            Run(i % 2 == 0 ? AttemptOutcome.Completed : AttemptOutcome.NoAnswer, name: $"c{i}");
        }

        Assert.Equal(0, _harness.CampaignsInMemory());
        Assert.Equal(0, _harness.JobsInMemory());
        Assert.Equal(
            Enumerable.Range(1, 50).Select(i => $"c{i}"), _harness.Campaigns().Select(campaign => campaign.Name));
        _harness.Restart();
        Assert.Equal(0, _harness.CampaignsInMemory());
        Assert.Equal(25, _harness.Campaigns().Count(campaign => campaign.Completed == 1));
    }

    [Fact]
    public void Quota_that_it_used_up_holds_for_those_who_are_run_again()
    {
        _harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Quotas = [new Quota(2, QuotaPeriod.Day)] }, Many(2));
        _harness.Advance(Minutes(1));
        Assert.Equal(0, _harness.CampaignsInMemory());

        _harness.Do(client => client.RerunFailedAsync(campaign));
        _harness.Advance(Hours(14));
        Assert.Equal(2, _harness.Provider.Dispatches.Count);
        _harness.Advance(Hours(2)); // it is after midnight
        Assert.Equal(4, _harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Figures_contacts_and_exports_are_those_that_it_had()
    {
        _harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed);
        var campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.Fixed(2, Seconds(10)))));
        _harness.Do(client => client.AddContactsAsync(campaign, Many(2)));
        _harness.Do(client => client.RemoveContactAsync(campaign, "p00002"));
        _harness.Do(client => client.StartAsync(campaign));
        _harness.Advance(Minutes(5));

        Assert.Equal(0, _harness.CampaignsInMemory());
        var told = _harness.Statistics(campaign);
        Assert.Equal((CampaignState.Completed, 2, 1, 1, 1), (told.State, told.Total, told.Completed, told.Removed, told.RetriesAttempted));
        Assert.Equal((1L, 1L), (told.Outcomes[AttemptOutcome.Busy], told.Outcomes[AttemptOutcome.Completed]));
        Assert.Equal((Nine, Nine + Seconds(10)), (told.StartedAt, told.EndedAt));
        Assert.Equal(
            told with { Outcomes = null!, OutcomesByTry = null!, Waiting = null! },
            _harness.Campaigns().Single() with { Outcomes = null!, OutcomesByTry = null!, Waiting = null! });
        Assert.Equal(
            [AttemptOutcome.Busy, AttemptOutcome.Completed], _harness.Contact(campaign, "p00001").Timeline.Select(entry => entry.Outcome));
        Assert.Equal(JobState.Removed, _harness.Do(client => client.ExplainAsync(campaign, "p00002")).State);
        Assert.Empty(_harness.Do(client => client.ExplainAsync(campaign)));
        Assert.Empty(_harness.Tasks(campaign));
        using var csv = new MemoryStream();
        _harness.Do(client => client.ExportAsync(campaign, csv, ExportFormat.Csv));
        Assert.True(csv.Length > 0);
        _harness.Advance(Minutes(1));
        Assert.Equal(0, _harness.CampaignsInMemory());
    }

    [Fact]
    public void It_stays_while_one_of_its_calls_is_on()
    {
        _harness.Provider.Accepts();
        var campaign = _harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(500));
        _harness.Do(client => client.CancelAsync(campaign));
        _harness.Advance(Minutes(2));
        Assert.Equal(1, _harness.CampaignsInMemory());

        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);
        _harness.Advance(Minutes(2));

        Assert.Equal((0, 0), (_harness.CampaignsInMemory(), _harness.JobsInMemory()));
        Assert.Equal((500, 0), (_harness.Statistics(campaign).Total, _harness.Statistics(campaign).Live));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Late_report_counts_once_by_either_name(bool restart)
    {
        _harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed, "call-1"));
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());
        Leave(restart);
        var attempt = _harness.Provider.Dispatches[0].Request.Attempt;

        Assert.Equal(
            ReportReceipt.Applied, Report(ProviderReport.OfCall("voice-1", "call-1", AttemptState.Ended, AttemptOutcome.NoAnswer)));
        Leave(restart);
        Assert.Equal(ReportReceipt.NoNews, Report(ProviderReport.Ended(attempt, AttemptOutcome.NoAnswer)));
        Assert.Equal(
            ReportReceipt.NoNews, Report(ProviderReport.OfCall("voice-1", "call-1", AttemptState.Ended, AttemptOutcome.Completed)));

        var told = _harness.Statistics(campaign);
        Assert.Equal((CampaignState.Failed, 1, 0, 1), (told.State, told.Total, told.Completed, told.Failed));
        Assert.Equal([AttemptOutcome.NoAnswer], told.Outcomes.Keys);
        Leave(restart);
        Assert.Equal(0, _harness.CampaignsInMemory());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_key_stays_taken(bool restart)
    {
        var spring = Calls(StepRetryPolicy.None) with { Key = "spring" };
        var campaign = _harness.Run(spring, One());
        Leave(restart);

        Assert.Equal(campaign, _harness.Do(client => client.CreateAsync(spring)));
        Assert.Equal(CampaignError.Conflict, Error(client => client.CreateAsync(spring with { Name = "another" })));
        Assert.NotEqual(campaign, _harness.Do(client => client.CreateAsync(spring with { Tenant = "bravo" })));
        _harness.Do(client => client.PurgeAsync(campaign));
        Assert.NotEqual(campaign, _harness.Do(client => client.CreateAsync(spring with { Name = "another" })));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contacts_that_failed_run_again_and_it_ends_and_leaves_again(bool restart)
    {
        _harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed, AttemptOutcome.Busy);
        var campaign = _harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(3));
        Leave(restart);
        _harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));

        Assert.Equal(2, _harness.Do(client => client.RerunFailedAsync(campaign)));
        Leave(restart);

        var told = _harness.Statistics(campaign);
        Assert.Equal((CampaignState.Completed, 3, 3, 5), (told.State, told.Total, told.Completed, _harness.Provider.Dispatches.Count));
        _harness.Do(client => client.RerunContactAsync(campaign, "p00002"));
        Leave(restart);
        Assert.Equal((6, 0), (_harness.Provider.Dispatches.Count, _harness.CampaignsInMemory()));
    }

    [Fact]
    public void What_is_refused_is_refused_for_the_same_reason()
    {
        var ended = Run(AttemptOutcome.Completed);
        var canceled = Run(AttemptOutcome.Completed, name: "canceled", start: false);
        _harness.Do(client => client.CancelAsync(canceled));
        Leave();
        foreach (var campaign in new[] { ended, canceled })
        {
            Refused(client => client.StartAsync(campaign));
            Refused(client => client.ResumeAsync(campaign));
            Refused(client => client.PauseAsync(campaign));
            Refused(client => client.ChangeAsync(campaign, settings => settings with { KeepOpen = true }));
            Refused(client => client.AddContactsAsync(campaign, Many(2)));
            Refused(client => client.AddContactsAsync(campaign, Many(2).ToAsyncEnumerable()));
            Refused(client => client.RemoveContactAsync(campaign, "ann"));
            Refused(client => client.RescheduleContactAsync(campaign, "ann", Nine));
            Refused(client => client.MigrateAsync(campaign, isDryRun: true));
            _harness.Do(client => client.CloseEnrollmentAsync(campaign));
        }

        Refused(client => client.CancelAsync(ended));
        Refused(client => client.RerunContactAsync(canceled, "ann"));
        _harness.Do(client => client.CancelAsync(canceled));
        Assert.Equal(CampaignError.NotFound, Error(client => client.GetStatisticsAsync(new CampaignId(99))));
        Assert.Equal(CampaignError.NotFound, Error(client => client.GetContactAsync(ended, "bob")));
        Assert.Equal(CampaignError.NotFound, Error(client => client.RerunContactAsync(new CampaignId(99), "ann")));

        void Refused(Func<ICampaignClient, Task> request)
        {
            Leave();
            Assert.Equal(CampaignError.IllegalTransition, Error(request));
        }
    }

    [Fact]
    public void List_holds_every_campaign_once_newest_first()
    {
        var all = new List<(CampaignId Id, string Tenant)>();
        for (var i = 1; i <= 450; i++)
        {
            var tenant = i % 3 == 0 ? "bravo" : "acme";
            var definition = Calls(StepRetryPolicy.None) with { Tenant = tenant };
            all.Add((i % 50 == 0 ? _harness.Do(client => client.CreateAsync(definition)) : _harness.Run(definition, One()), tenant));
        }

        Leave();
        Assert.Equal(9, _harness.CampaignsInMemory());

        Assert.Equal(all.Select(campaign => campaign.Id), _harness.Campaigns().Select(campaign => campaign.Campaign));
        Assert.Equal(
            all.Select(campaign => campaign.Id).Reverse().Take(100),
            _harness.Do(client => client.ListAsync()).Items.Select(campaign => campaign.Campaign));
        foreach (var tenant in new[] { "acme", "bravo" })
        {
            var told = _harness.Campaigns(tenant);
            Assert.Equal(
                all.Where(campaign => campaign.Tenant == tenant).Select(campaign => campaign.Id),
                told.Select(campaign => campaign.Campaign));
            Assert.All(told, campaign => Assert.Equal(tenant, campaign.Tenant));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rate_of_its_own_holds_for_who_runs_again(bool restart)
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { Rate = new RateLimit(1, Hours(1)) }, One());
        _harness.Advance(Minutes(10));
        Leave(restart);
        _harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        _harness.Advance(Hours(1));
        Assert.Equal(2, _harness.Provider.Dispatches.Count);
        Assert.InRange(_harness.Provider.Dispatches[1].At, Nine + Hours(1), Nine + Hours(1) + Seconds(2));

        _harness.Advance(Hours(2));
        Leave(restart);
        Assert.Equal(0, _harness.CampaignsInMemory());
        var before = _harness.Now;
        _harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        _harness.Settle();
        Assert.Equal(before, _harness.Provider.Dispatches[^1].At);
    }

    private CampaignId Run(AttemptOutcome outcome, string name = "calls", bool start = true)
    {
        _harness.Provider.Answers(outcome);
        var campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None, name: name)));
        _harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        if (start)
        {
            _harness.Do(client => client.StartAsync(campaign));
        }

        return campaign;
    }

    private ReportReceipt Report(ProviderReport report) => _harness.Do(reports => reports.ReportAsync(report));

    private void Leave(bool restart = false)
    {
        if (restart)
        {
            _harness.Restart();
        }

        _harness.CampaignsInMemory(); // runs a step, which begins by evicting ended campaigns
    }

    private CampaignError Error(Func<ICampaignClient, Task> request) => Assert.Throws<CampaignException>(() => _harness.Do(request)).Error;
}
