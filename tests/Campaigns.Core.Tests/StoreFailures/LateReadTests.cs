using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.StoreFailures;

/// <summary>A store read that was given up and completes later.</summary>
public class LateReadTests
{
    [Fact]
    public void Read_that_was_given_up_writes_nothing_into_a_later_one()
    {
        var store = new LateStore();
        using var harness = new CampaignHarness(options => (options.Store, options.StoreTimeout) = (store, Seconds(2)));
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1, name: "one"), Many(3, "one"));
        var second = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None, maxConcurrent: 1, name: "two")));
        harness.Do(client => client.AddContactsAsync(second, Others(3, "two")));
        var (givenUp, awaited) = (store.HoldNext(), store.HoldNext());
        harness.Do(client => client.StartAsync(second));
        harness.Advance(Seconds(3)); // the second campaign's read is given up; after the recovery, the first one's is in progress
        givenUp.SetResult();
        harness.Settle();
        awaited.SetResult();
        harness.Advance(Seconds(1));
        for (var i = 0; i < 6 && harness.Provider.Live.Count > 0; i++)
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        }

        Assert.All(
            harness.Provider.Dispatches,
            dispatch => Assert.StartsWith(dispatch.Request.Campaign.Name, dispatch.ContactKey, StringComparison.Ordinal));
        Assert.InRange(harness.Provider.Dispatches.Count, 3, 6);
    }

    /// <summary>A store whose reads of new contacts wait until the test releases them.</summary>
    private sealed class LateStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        private readonly Queue<TaskCompletionSource> _held = [];

        public TaskCompletionSource HoldNext()
        {
            var gate = new TaskCompletionSource();
            _held.Enqueue(gate);
            return gate;
        }

        public override async ValueTask ReadNewAsync(
            int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken)
        {
            if (_held.TryDequeue(out var gate))
            {
                await gate.Task;
            }

            await base.ReadNewAsync(lane, after, limit, into, cancellationToken);
        }
    }
}
