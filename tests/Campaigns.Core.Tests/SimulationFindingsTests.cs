using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests;

/// <summary>Bugs that simulations found; each was red once.</summary>
public class SimulationFindingsTests
{
    [Fact]
    public void Late_opt_out_ends_a_job_that_waits_for_its_retry()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(5))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, Outcome.Busy);
        harness.Report(attempt, Outcome.OptedOut);
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
        Assert.Equal(CampaignState.Failed, harness.Statistics(campaign).State);
    }

    [Theory]
    [InlineData(Outcome.Busy, Outcome.OptedOut)]
    [InlineData(Outcome.OptedOut, Outcome.Busy)]
    public void Opt_out_ends_a_job_the_same_way_in_any_order_when_failures_lead_on(Outcome first, Outcome second)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Retry = RetryPolicy.None, OnFailure = StepFailure.NextStep };
        var campaign = harness.Run(Calls(RetryPolicy.None) with { Steps = [step] }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, first);
        harness.Report(attempt, second);

        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Report_that_outranks_completed_is_taken_when_failures_lead_on()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var step = new ContactStep { Channel = "voice", Retry = RetryPolicy.None, OnFailure = StepFailure.NextStep };
        var campaign = harness.Run(Calls(RetryPolicy.None) with { Steps = [step] }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(attempt, Outcome.Completed);
        harness.Report(attempt, Outcome.Machine); // was refused: "Completed cannot become Completed"

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Completed, Outcome.Machine), (contact.State, contact.Timeline.Single().Outcome));
    }

    [Fact]
    public void Report_that_outranks_completed_is_taken_of_a_person_suppressed_during_the_call()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(5))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Do(client => client.SuppressAsync(Suppression.OfContact("default", "ann")));
        harness.Report(attempt, Outcome.Completed);
        harness.Report(attempt, Outcome.Busy); // was refused: "Completed cannot become Suppressed"
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Suppressed, harness.Contact(campaign, "ann").State); // as when "busy" had come first
    }

    [Fact]
    public void Campaign_that_a_rerun_opens_again_keeps_the_hours_its_tenant_has_by_now()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(RetryPolicy.None), One());
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { Window = Window.Daily(new TimeOnly(12, 0), new TimeOnly(13, 0)) }));
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        harness.Advance(Hours(5));

        Assert.Equal([Nine, Nine + Hours(3)], harness.Provider.Dispatches.Select(dispatch => dispatch.At));
    }

    [Fact]
    public void Cool_down_counts_from_the_end_of_a_long_call_after_a_restart_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { CoolDown = Minutes(10) }));
        harness.Run(Calls(RetryPolicy.None), One());
        harness.Advance(Minutes(20));
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, Outcome.Completed);
        harness.Restart();
        harness.Run(Calls(RetryPolicy.None, name: "again"), One());
        harness.Advance(Hours(1));

        Assert.Equal(Nine + Minutes(30), harness.Provider.Dispatches[1].At);
    }

    [Fact]
    public void Due_retries_left_in_the_store_go_before_contacts_never_tried()
    {
        using var harness = new CampaignHarness(options => (options.WaitingInMemory, options.PageSize) = (2, 2));
        harness.Provider.Otherwise(request => DispatchResult.Completed(request.Try == 1 ? Outcome.Busy : Outcome.Completed));
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(2, Minutes(5)), maxConcurrent: 5), Many(6));
        harness.Do(client => client.PauseAsync(campaign));
        harness.Do(client => client.AddContactsAsync(campaign, Many(6, "q").Select(person => new Contact(person.Key, $"+44{person.Phone.Reveal()[2..]}"))));
        harness.Advance(Minutes(10));
        harness.Do(client => client.ResumeAsync(campaign));

        Assert.All(harness.Provider.Dispatches.Skip(6).Take(6), dispatch => Assert.Equal(2, dispatch.Request.Try));
    }

    [Fact]
    public void Read_that_was_given_up_writes_nothing_into_a_later_one()
    {
        var store = new LateStore();
        using var harness = new CampaignHarness(options => (options.Store, options.StoreTimeout) = (store, Seconds(2)));
        harness.Provider.Accepts();
        harness.Run(Calls(RetryPolicy.None, maxConcurrent: 1, name: "one"), Many(3, "one"));
        var second = harness.Do(client => client.CreateAsync(Calls(RetryPolicy.None, maxConcurrent: 1, name: "two")));
        harness.Do(client => client.AddContactsAsync(second, Many(3, "two").Select(person => new Contact(person.Key, $"+44{person.Phone.Reveal()[2..]}"))));
        var (givenUp, awaited) = (store.HoldNext(), store.HoldNext());
        harness.Do(client => client.StartAsync(second));
        harness.Advance(Seconds(3)); // the read of the second campaign is given up; after the recovery that of the first one is under way
        givenUp.SetResult();
        harness.Settle();
        awaited.SetResult();
        harness.Advance(Seconds(1));
        for (var i = 0; i < 6 && harness.Provider.Live.Count > 0; i++)
        {
            harness.Report(harness.Provider.Live.First(), Outcome.Completed);
        }

        Assert.All(harness.Provider.Dispatches, dispatch => Assert.StartsWith(dispatch.Request.Campaign.Name, dispatch.ContactKey, StringComparison.Ordinal));
        Assert.InRange(harness.Provider.Dispatches.Count, 3, 6);
    }

    [Fact]
    public void Second_report_about_what_was_unknown_does_not_reopen_the_job()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(5))), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Advance(Hours(1)); // no outcome comes
        harness.Report(attempt, Outcome.NoAnswer);
        harness.Report(attempt, Outcome.Busy);
        harness.Advance(Hours(1));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal((JobState.Failed, Outcome.Busy), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").Timeline[0].Outcome));
    }

    [Fact]
    public void Call_id_that_a_report_tells_is_known_from_then_on_and_for_what_was_kept_before()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Accepted());
        var campaign = harness.Run(Calls(RetryPolicy.None), One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        var provider = harness.Do(client => client.ListProvidersAsync())[0].Name;
        ReportReceipt Report(ProviderReport report) => harness.Do(client => client.ReportAsync(report));

        Assert.Equal(ReportReceipt.Unknown, Report(ProviderReport.OfCall(provider, "call 1", AttemptState.Ended, Outcome.Busy)));
        Report(new ProviderReport(attempt, AttemptState.Ringing) { Provider = provider, CallId = "call 1" });
        Assert.Equal(Outcome.Busy, harness.Contact(campaign, "ann").Timeline[0].Outcome);
        Assert.Equal(ReportReceipt.Applied, Report(ProviderReport.OfCall(provider, "call 1", AttemptState.Ended, Outcome.Machine)));
        Assert.Equal(Outcome.Machine, harness.Contact(campaign, "ann").Timeline[0].Outcome);
        Assert.Empty(harness.Do(client => client.ListUnmatchedReportsAsync()));
    }

    [Fact]
    public void Correction_counts_for_a_job_that_was_run_again_after_an_opt_out()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(client => client.ChangeTenantAsync("default", new TenantSettings { OptOuts = OptOutScope.None }));
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(5))) with { KeepOpen = true }, One());
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, Outcome.OptedOut);
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        harness.Settle();
        var again = harness.Provider.Dispatches[1].Request.Attempt;
        harness.Report(again, Outcome.Completed);
        harness.Report(again, Outcome.Busy);

        Assert.Equal(JobState.Waiting, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Correction_of_the_last_attempt_does_not_retry_after_an_opt_out_in_an_earlier_one()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(5))) with { KeepOpen = true }, One());
        var first = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Report(first, Outcome.Busy);
        harness.Advance(Minutes(5));
        var second = harness.Provider.Dispatches[1].Request.Attempt;
        harness.Report(second, Outcome.Completed);
        harness.Report(first, Outcome.OptedOut);
        harness.Report(second, Outcome.Busy);
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Failed, 2), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Conversation_that_ends_while_the_store_is_read_again_begins_a_cool_down()
    {
        var store = new FailingStore();
        var answer = new TaskCompletionSource<DispatchResult>();
        using var slow = new CampaignHarness(options =>
        {
            options.Store = store;
            options.AddProvider(Channels.Sms, new LateProvider(answer.Task), use => use.Name = "late");
        });
        slow.Do(client => client.ChangeTenantAsync("default", new TenantSettings { CoolDown = Hours(1) }));
        var first = slow.Run(new CampaignDefinition { Name = "first", Steps = [new ContactStep { Channel = Channels.Sms }] }, One());
        var attempt = new AttemptId(store.Stamp, 1, 1);
        Assert.Equal(ReportReceipt.Parked, slow.Do(client => client.ReportAsync(ProviderReport.Ended(attempt, Outcome.Completed))));
        store.FailsNext = true;
        answer.SetResult(DispatchResult.Accepted());
        slow.Advance(Seconds(10)); // the commit of the end fails, the store is read again, and the attempt ends on the way
        Assert.Equal(JobState.Completed, slow.Contact(first, "ann").State);

        var second = slow.Run(new CampaignDefinition { Name = "second", Steps = [new ContactStep { Channel = Channels.Sms }] }, One());
        Assert.Equal(JobState.New, slow.Contact(second, "ann").State);
    }

    [Fact]
    public void Two_corrections_of_a_call_that_completed_after_its_contact_was_suppressed_count_both()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.Fixed(3, Minutes(5))) with { KeepOpen = true }, One());
        var attempt = harness.Provider.Dispatches[0].Request.Attempt;
        harness.Do(client => client.SuppressAsync(Suppression.OfContact("default", "ann")));
        foreach (var outcome in new[] { Outcome.Completed, Outcome.Busy, Outcome.Machine })
        {
            harness.Report(attempt, outcome);
        }

        var contact = harness.Contact(campaign, "ann");
        Assert.Equal((JobState.Suppressed, Outcome.Machine), (contact.State, contact.Timeline[0].Outcome)); // as it ends in any other order
    }

    /// <summary>A provider that answers when a test lets it.</summary>
    private sealed class LateProvider(Task<DispatchResult> answer) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation) => new(answer);
    }

    /// <summary>A store that fails a commit.</summary>
    private sealed class FailingStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public bool FailsNext { get; set; }

        public ulong Stamp { get; private set; }

        public override async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellation)
        {
            var snapshot = await base.OpenAsync(now, cancellation);
            Stamp = snapshot.Stamp;
            return snapshot;
        }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellation)
        {
            var fails = FailsNext;
            FailsNext = false;
            return fails ? throw new IOException("The commit failed.") : base.CommitAsync(batch, cancellation);
        }
    }

    /// <summary>A store whose reads of new contacts wait until a test lets them go.</summary>
    private sealed class LateStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        private readonly Queue<TaskCompletionSource> _held = [];

        public TaskCompletionSource HoldNext()
        {
            var gate = new TaskCompletionSource();
            _held.Enqueue(gate);
            return gate;
        }

        public override async ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellation)
        {
            if (_held.TryDequeue(out var gate))
            {
                await gate.Task;
            }

            await base.ReadNewAsync(lane, after, limit, into, cancellation);
        }
    }
}
