using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests;

/// <summary>A store that fails before, after, or never answers: nothing is sent twice, nothing is lost, and the engine goes on.</summary>
public class StoreFailureTests
{
    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    [InlineData(Fault.Never)]
    public void Each_commit_may_fail_in_turn_and_nobody_is_contacted_twice_or_forgotten(Fault fault)
    {
        for (var failing = 1; failing <= 40; failing++)
        {
            var store = new FailingStore(new MemoryJobStore(new Random(1)));
            using var harness = new CampaignHarness(options => options.Store = store);
            harness.Provider.Otherwise(request => request.Try == 1 ? DispatchResult.Completed(Outcome.Busy) : DispatchResult.Accepted());
            var campaign = harness.Run(Calls(RetryPolicy.Fixed(2, Seconds(10)), maxConcurrent: 3) with { Start = Nine + Seconds(1) }, Many(8));
            store.FailAt(failing, fault);
            for (var i = 0; i < 100 && !Patiently(harness, client => client.GetStatisticsAsync(campaign)).State.IsTerminal(); i++)
            {
                harness.Advance(Seconds(5));
                foreach (var attempt in harness.Provider.Live.ToList())
                {
                    Patiently(harness, async client =>
                    {
                        await client.ReportAsync(ProviderReport.Ended(attempt, Outcome.Completed));
                        return true;
                    });
                }
            }

            var statistics = harness.Statistics(campaign);
            Assert.True(statistics is { State: CampaignState.Completed, Completed: 8 }, $"commit {failing}: {statistics} {string.Join(" ", Many(8).Select(p => harness.Contact(campaign, p.Key)).SelectMany(c => c.Timeline))}");
            var attempts = harness.Provider.Dispatches.Select(d => d.Request.Attempt).ToList();
            Assert.Equal(attempts.Count, attempts.Distinct().Count());
            Assert.All(harness.Provider.Dispatches.GroupBy(d => d.ContactKey), contact => Assert.Equal(2, contact.Count()));
        }
    }

    [Fact]
    public void Request_under_way_when_the_store_fails_is_told_that_nobody_knows()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(RetryPolicy.None), Many(3));
        store.FailAt(1, Fault.After);

        var error = Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));

        Assert.Equal(CampaignError.StoreFailed, error.Error);
        Assert.Equal((CampaignState.Paused, 3L), (harness.Statistics(campaign).State, harness.Statistics(campaign).Live));
    }

    [Fact]
    public void Nothing_of_a_commit_in_doubt_is_sent_before_the_store_is_read_again()
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Accepts();
        var campaign = harness.Do(client => client.CreateAsync(Calls(RetryPolicy.None)));
        harness.Do(client => client.AddContactsAsync(campaign, Many(3)));
        store.FailAt(1, Fault.Never, forGood: true); // the start, and the first intents with it

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
        first.Provider.Otherwise(_ => DispatchResult.Completed(Outcome.Busy));
        var campaign = first.Run(Calls(RetryPolicy.Fixed(5, Seconds(10))), Many(2));
        using var second = new CampaignHarness(options => options.Store = shared);
        second.Provider.Otherwise(_ => DispatchResult.Completed(Outcome.Completed));

        first.Advance(Minutes(1));
        second.Advance(Minutes(1));

        Assert.Equal(2, first.Provider.Dispatches.Count);
        Assert.Equal(2, second.Provider.Dispatches.Count);
        Assert.Equal(2, second.Statistics(campaign).Completed);
        var refusal = Assert.Throws<CampaignException>(() => first.Statistics(campaign));
        Assert.Equal(CampaignError.Stopped, refusal.Error);
    }

    [Fact]
    public void Live_attempt_of_a_crashed_process_is_looked_up_and_never_sent_again()
    {
        var store = new MemoryJobStore(new Random(1));
        var never = new Answering(_ => new(new TaskCompletionSource<DispatchResult>().Task));
        var crashed = new CampaignHarness(options => options.With(store).AddProvider("voice", never)); // never stopped: gone with its memory
        var campaign = crashed.Run(Calls(RetryPolicy.Fixed(3, Seconds(10))), Many(2));
        Assert.Equal(2, never.Calls);

        var asked = new ScriptedProvider(crashed.Time) { OnQuery = attempt => attempt.Job == 1 ? Outcome.Completed : null };
        using var next = new CampaignHarness(options => options.With(store).AddProvider("voice", asked));
        next.Advance(Minutes(5));

        Assert.Empty(asked.Dispatches);
        Assert.Equal(JobState.Completed, next.Contact(campaign, "p00001").State);
        Assert.Equal(JobState.Unknown, next.Contact(campaign, "p00002").State);
    }

    /// <summary>Asks as a host does: again, when the store fails meanwhile.</summary>
    private static T Patiently<T>(CampaignHarness harness, Func<ICampaignClient, Task<T>> request)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return harness.Do(request);
            }
            catch (Exception error) when (tries < 3 && error is InvalidOperationException or CampaignException { Error: CampaignError.StoreFailed })
            {
                harness.Advance(Minutes(1));
            }
        }
    }
}

/// <summary>When a call of the store fails.</summary>
public enum Fault
{
    /// <summary>Before anything is written.</summary>
    Before,

    /// <summary>After it was written.</summary>
    After,

    /// <summary>It is written, and the call never returns.</summary>
    Never,
}

/// <summary>A store whose commits fail when told to.</summary>
internal sealed class FailingStore(IJobStore inner) : ForwardingStore(inner)
{
    private int _until;
    private Fault _fault;
    private bool _forGood;

    public void FailAt(int commit, Fault fault, bool forGood = false) => (_until, _fault, _forGood) = (commit, fault, forGood);

    public void Mend() => (_until, _forGood) = (0, false);

    public override ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellation) =>
        _forGood && _until <= 0 ? throw new IOException("down") : base.OpenAsync(now, cancellation);

    public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellation)
    {
        _until--;
        if (_until > 0 || (_until < 0 && !_forGood))
        {
            return await base.CommitAsync(batch, cancellation);
        }

        if (_fault != Fault.Before && !_forGood)
        {
            await base.CommitAsync(batch, cancellation);
        }

        if (_fault == Fault.Never)
        {
            await new TaskCompletionSource().Task;
        }

        throw new IOException("failed");
    }
}

internal static class OptionsExtensions
{
    public static CampaignsOptions With(this CampaignsOptions options, IJobStore store)
    {
        options.Store = store;
        return options;
    }
}
