using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>The time without contact after a conversation.</summary>
public class CoolDownTests
{
    [Fact]
    public void Conversation_that_is_reported_late_leaves_the_contact_alone_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { CoolDown = TimeSpan.FromDays(7) }));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Hours(3)); // unknown after its deadline
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        harness.Run(Calls(StepRetryPolicy.None), One("b"));

        Assert.Single(harness.Provider.Dispatches);
    }

    [Fact]
    public void Cool_down_counts_from_the_end_of_a_long_call_after_a_restart_too()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { CoolDown = Minutes(10) }));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Minutes(20));
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        harness.Restart();
        harness.Run(Calls(StepRetryPolicy.None, name: "again"), One());
        harness.Advance(Hours(1));

        Assert.Equal(Nine + Minutes(30), harness.Provider.Dispatches[1].At);
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
        slow.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { CoolDown = Hours(1) }));
        var first = slow.Run(new CampaignDefinition { Name = "first", Steps = [new ContactStep { Channel = Channels.Sms }] }, One());
        var attempt = new AttemptId(store.Stamp, 1, 1);
        Assert.Equal(
            ReportReceipt.Parked, slow.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, AttemptOutcome.Completed))));
        store.FailsNext = true;
        answer.SetResult(DispatchResult.Accepted());
        slow.Advance(Seconds(10)); // the commit of the end fails, and the attempt ends while the store is read again
        Assert.Equal(JobState.Completed, slow.Contact(first, "ann").State);

        var second = slow.Run(new CampaignDefinition { Name = "second", Steps = [new ContactStep { Channel = Channels.Sms }] }, One());
        Assert.Equal(JobState.New, slow.Contact(second, "ann").State);
    }

    /// <summary>A provider that answers when the test allows it.</summary>
    private sealed class LateProvider(Task<DispatchResult> answer) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) => new(answer);
    }

    /// <summary>A store whose next commit fails on request.</summary>
    private sealed class FailingStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public bool FailsNext { get; set; }

        public ulong Stamp { get; private set; }

        public override async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            var snapshot = await base.OpenAsync(now, cancellationToken);
            Stamp = snapshot.Stamp;
            return snapshot;
        }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            var fails = FailsNext;
            FailsNext = false;
            return fails ? throw new IOException("The commit failed.") : base.CommitAsync(batch, cancellationToken);
        }
    }
}
