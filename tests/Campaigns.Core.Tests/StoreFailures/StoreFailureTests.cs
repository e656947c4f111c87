using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.StoreFailures;

/// <summary>What the engine does and reports when its store fails. <see cref="StoreFaultTests"/> makes each call fail in turn.</summary>
public class StoreFailureTests
{
    [Fact]
    public void Request_under_way_when_the_store_fails_is_told_that_nobody_knows()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));
        store.FailAt(1, Fault.After);

        var error = Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));

        Assert.Equal(CampaignError.StoreFailed, error.Error);
        Assert.Equal((CampaignState.Paused, 3L), (harness.Statistics(campaign).State, harness.Statistics(campaign).Live));
    }

    [Fact]
    public void Dispatch_under_way_stays_so_when_the_store_is_read_again_whatever_was_reported_of_it()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        var provider = new Answering(_ => new(answer.Task));
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options =>
        {
            options.Store = store;
            options.AddProvider("voice", provider);
        });
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), One());
        var attempt = provider.Requests[0].Attempt;
        harness.Do(reports => reports.ReportAsync(new ProviderReport(attempt, AttemptState.Ringing)));
        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Busy)));
        store.FailAt(1, Fault.After);
        Assert.Throws<CampaignException>(() => harness.Do(client =>
            client.ChangeAsync(campaign, settings => settings with { Weight = 2 })));

        harness.Advance(Seconds(15));
        Assert.Equal((1, 1), (provider.Calls, harness.Do(operations => operations.ListProvidersAsync())[0].Dispatching));
        answer.SetResult(DispatchResult.Accepted("call"));
        harness.Settle();

        Assert.Equal(AttemptOutcome.Busy, harness.Contact(campaign, "ann").Timeline.Single().Outcome);
        Assert.Equal(0, harness.Do(operations => operations.ListProvidersAsync())[0].Dispatching);
    }

    [Fact]
    public void Store_that_opens_and_writes_nothing_is_left_alone_longer_each_time()
    {
        var store = new ReadOnlyStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(100, Seconds(10))), Many(3));
        store.IsReadOnly = true;

        harness.Advance(Minutes(10));
        Assert.InRange(store.Opened, 10, 40);

        store.IsReadOnly = false;
        harness.Advance(Minutes(2));
        Assert.Equal(CampaignState.Running, harness.Statistics(campaign).State);
        Assert.InRange(harness.Provider.Dispatches.Count, 4, int.MaxValue);
    }

    [Fact]
    public void Nothing_of_a_commit_in_doubt_is_sent_before_the_store_is_read_again()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Accepts();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, Many(3)));
        store.FailAt(1, Fault.Never, forGood: true); // the start, including the first intents

        Assert.Throws<InvalidOperationException>(() => harness.Do(client => client.StartAsync(campaign)));
        harness.Advance(Minutes(5));
        Assert.Empty(harness.Provider.Dispatches);

        store.Mend();
        harness.Advance(Minutes(2));
        harness.Do(client => client.StartAsync(campaign));
        Assert.Equal(3, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Engine_whose_store_was_taken_over_sends_nothing_more_and_says_so()
    {
        var shared = new MemoryJobStore(new Random(1));
        using var first = new CampaignHarness(options => options.Store = shared);
        first.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = first.Run(Calls(StepRetryPolicy.Fixed(5, Seconds(10))), Many(2));
        using var second = new CampaignHarness(options => options.Store = shared);
        second.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));

        first.Advance(Minutes(1));
        second.Advance(Minutes(1));

        Assert.Equal(2, first.Provider.Dispatches.Count);
        Assert.Equal(2, second.Provider.Dispatches.Count);
        Assert.Equal(2, second.Statistics(campaign).Completed);
        var refusal = Assert.Throws<CampaignException>(() => first.Statistics(campaign));
        Assert.Equal(CampaignError.Faulted, refusal.Error);
    }

    [Fact]
    public void Live_attempt_of_a_crashed_process_is_looked_up_and_never_sent_again()
    {
        var store = new MemoryJobStore(new Random(1));
        var never = Answering.Never();
        // never stopped, as after a crash
        var crashed = new CampaignHarness(options => options.With(store).AddProvider("voice", never));
        var campaign = crashed.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))), Many(2));
        Assert.Equal(2, never.Calls);

        var asked = new ScriptedProvider(crashed.Time) { OnQuery = attempt => attempt.Job == 1
            ? LookUpResult.Ended(AttemptOutcome.Completed)
            : LookUpResult.CannotSay };
        using var next = new CampaignHarness(options => options.With(store).AddProvider("voice", asked));
        next.Advance(Minutes(5));

        Assert.Empty(asked.Dispatches);
        Assert.Equal(JobState.Completed, next.Contact(campaign, "p00001").State);
        Assert.Equal(JobState.Unknown, next.Contact(campaign, "p00002").State);
    }

    [Fact]
    public void Enrollment_that_a_store_failure_ends_leaves_the_count_of_enrollments_as_it_was()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        store.FailAt(1, Fault.Before);
        Assert.ThrowsAny<Exception>(() => harness.Do(client => client.AddContactsAsync(campaign, Many(5))));
        harness.Advance(Minutes(1));

        Assert.Equal(0, Ask(harness, scheduler => scheduler.State.Campaign(campaign).Ingestions));
    }

    /// <summary>A store like a file on a full disk: reads work, and every commit fails.</summary>
    private sealed class ReadOnlyStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public bool IsReadOnly { get; set; }

        public int Opened { get; private set; }

        public override ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            Opened++;
            return base.OpenAsync(now, cancellationToken);
        }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
            IsReadOnly ? throw new IOException("The disk is full.") : base.CommitAsync(batch, cancellationToken);
    }

    private static T Ask<T>(CampaignHarness harness, Func<Scheduler, T> body) =>
        harness.Do((ICampaignClient client) => ((CampaignClient)client).AskAsync(body, CancellationToken.None));
}
