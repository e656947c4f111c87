using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>Every provider of a channel is down: contacts wait without using tries or work, and resume at a measured pace.</summary>
public class OutageTests
{
    private static readonly CircuitBreakerOptions Breaker =
        new() { ConsecutiveFailures = 3, BreakDuration = Seconds(10), MaxBreakDuration = Seconds(60), ProbeCount = 2 };

    [Fact]
    public void Contacts_wait_and_spend_nothing_while_all_providers_of_their_channel_are_down()
    {
        var down = new Pair();
        using var harness = down.Harness();
        down.IsDown = true;
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(200));
        harness.Advance(Hours(1));

        var statistics = harness.Statistics(campaign);
        Assert.Equal(
            (200, 0, 0, 0),
            (statistics.Pending + statistics.WaitingForRetry, statistics.Failed, statistics.Unknown, statistics.RetriesAttempted));
        Assert.All(
            harness.Do(operations => operations.ListProvidersAsync()), status => Assert.Equal(ProviderState.CircuitOpen, status.State));
        Assert.Equal(200, harness.Do(client => client.ExplainAsync(campaign))["provider"]);
        Assert.All(down.Requests, request => Assert.Equal(1, request.Try));

        down.IsDown = false;
        harness.Advance(Minutes(2));
        Assert.Equal((200, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).RetriesAttempted));
        Assert.True(harness.Contact(campaign, "p00200").Attempts <= 1);
    }

    [Fact]
    public void Outage_costs_a_few_commits_a_probe_however_many_wait()
    {
        var down = new Pair();
        var store = new Counting(new MemoryJobStore(new Random(1)));
        using var harness = down.Harness(options => options.Store = store);
        down.IsDown = true;
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(5_000));
        harness.Advance(Minutes(10)); // by then, the pauses are a minute long
        var (commits, calls) = (store.Commits, down.Requests.Count);
        harness.Advance(Hours(1));

        Assert.Equal(2 * 2 * 60, down.Requests.Count - calls, 8.0); // two providers with two probes per minute each
        Assert.InRange(store.Commits - commits, 60, 5 * (down.Requests.Count - calls));
    }

    [Fact]
    public void Commits_stand_still_while_providers_are_turned_off_or_throttled()
    {
        var line = new Pair();
        var store = new Counting(new MemoryJobStore(new Random(1)));
        using var harness = line.Harness(options => options.Store = store);
        harness.Change(new ProviderSettings { Switch = ProviderSwitch.Off }, "two");
        line.Answer = DispatchResult.RetryAt(Nine + Hours(2));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(500));
        harness.Advance(Minutes(1));
        var commits = store.Commits;
        harness.Advance(Hours(1));

        Assert.Equal(commits, store.Commits);
    }

    [Fact]
    public void Circuit_that_is_closed_by_hand_lets_the_backlog_go_at_a_low_rate_without_waiting_for_the_break()
    {
        var down = new Pair();
        using var harness = down.Harness();
        down.IsDown = true;
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(200));
        harness.Advance(Minutes(10)); // by then, the pauses are a minute long
        down.IsDown = false;
        var before = down.Requests.Count;
        harness.Do(operations => operations.CloseCircuitAsync("one"));
        harness.Advance(Seconds(0.5));
        var atOnce = down.Requests.Count - before;
        harness.Advance(Seconds(9));

        Assert.Equal(2, atOnce); // ProbeCount in the first second
        Assert.Equal(ProviderState.CircuitOpen, harness.Status("two").State);
        Assert.InRange(harness.Statistics(campaign).Completed, 100, 200); // those that were refused often wait a little longer
        harness.Advance(Hours(1));
        Assert.Equal((200, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).RetriesAttempted));
    }

    [Fact]
    public void Circuit_that_is_closed_by_hand_too_early_opens_again_for_longer_and_a_closed_one_stays_as_it_is()
    {
        var down = new Pair();
        using var harness = down.Harness();
        harness.Do(operations => operations.CloseCircuitAsync("one"));
        Assert.Equal(ProviderState.Available, harness.Status("one").State);
        down.Answer = DispatchResult.ProviderDown("503");
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50), Many(200));
        harness.Advance(Minutes(10));
        var before = down.Requests.Count;
        harness.Do(operations => operations.CloseCircuitAsync("one"));
        harness.Advance(Seconds(5));

        Assert.Equal(ProviderState.CircuitOpen, harness.Status("one").State);
        Assert.InRange(down.Requests.Count - before, 3, 3 + 4); // as many failures as open it, and probes of the other
        Assert.InRange(harness.Status("one").AvailableAt!.Value - harness.Now, Seconds(50), Seconds(60));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Backlog_is_paced_when_a_provider_comes_back(int probes)
    {
        using var harness = Harnesses.OfOne(provider => provider.CircuitBreaker = Breaker with { ProbeCount = probes });
        var isDown = true;
        harness.Provider.Otherwise(
            _ => isDown ? throw new InvalidOperationException() : DispatchResult.Completed(AttemptOutcome.Completed));
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1_000), Many(20_000));
        harness.Advance(Seconds(5));
        isDown = false;
        var before = harness.Provider.Dispatches.Count;
        harness.Advance(Minutes(1));

        var sends = harness.Provider.Dispatches.Skip(before).Select(dispatch => dispatch.At).ToList();
        Assert.All(sends.Take(probes), at => Assert.Equal(Nine + Seconds(10), at)); // the probes
        var bySecond = sends.Skip(probes).CountBy(at => (int)(at - (Nine + Seconds(10))).TotalSeconds).ToDictionary();
        for (var second = 0; second < 10; second++)
        {
            Assert.Equal(probes << second, bySecond[second]); // exactly this number, because work waits
        }

        Assert.Equal(20_000 - harness.Statistics(campaign).Unknown, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Provider_that_breaks_again_while_it_recovers_is_left_alone_longer()
    {
        using var harness = Harnesses.OfOne(provider => provider.CircuitBreaker = Breaker with { ProbeCount = 1 });
        var isDown = true;
        harness.Provider.Otherwise(
            _ => isDown ? throw new InvalidOperationException() : DispatchResult.Completed(AttemptOutcome.Completed));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(200));
        harness.Advance(Seconds(1));
        isDown = false;
        harness.Advance(Seconds(11)); // probed, and now recovering
        Assert.Equal(ProviderState.CircuitHalfOpen, harness.Status().State);
        isDown = true;
        harness.Advance(Seconds(2));

        Assert.Equal(ProviderState.CircuitOpen, harness.Status().State);
        Assert.InRange((harness.Status().AvailableAt!.Value - harness.Now).TotalSeconds, 18, 20);
    }

    [Fact]
    public void Other_channels_go_on_while_one_is_down()
    {
        var mail = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        var down = new Pair { IsDown = true };
        using var harness = down.Harness(options => options.AddProvider("email", mail));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1_000), Many(1_000));
        var letters = harness.Run(
            new CampaignDefinition { Name = "mail", Steps = [CampaignStep.Message("email", "hello")] },
            Many(1_000, "m").Select(p => new Contact(p.Key, addresses: new Dictionary<string, string> { ["email"] = "x@example.com" })));

        Assert.Equal(1_000, harness.Statistics(letters).Completed);
    }

    [Fact]
    public void Outcomes_lost_while_the_process_was_down_say_nothing_about_the_provider()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 30), Many(20));
        harness.Restart();
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        Assert.Equal(21, harness.Provider.Dispatches.Count);
        Assert.Equal(ProviderState.Available, harness.Status().State);
        harness.Advance(Minutes(30)); // by now, the earlier live attempts are unknown

        Assert.Equal(21, harness.Statistics(campaign).Unknown);
        Assert.NotEqual(ProviderState.CircuitOpen, harness.Status().State);
    }

    /// <summary>Two voice providers that go down and come back together.</summary>
    private sealed class Pair
    {
        public List<DispatchRequest> Requests { get; } = [];

        public bool IsDown { get; set; }

        public DispatchResult Answer { get; set; } = DispatchResult.Completed(AttemptOutcome.Completed);

        public CampaignHarness Harness(Action<CampaignsOptions>? configure = null) => new(options =>
        {
            foreach (var name in new[] { "one", "two" })
            {
                options.AddProvider(
                    "voice", new Answering(request => new(Take(request))), own => (own.Name, own.CircuitBreaker) = (name, Breaker));
            }

            configure?.Invoke(options);
        });

        private DispatchResult Take(DispatchRequest request)
        {
            Requests.Add(request);
            return IsDown ? DispatchResult.NotPlaced("down") : Answer;
        }
    }

    private sealed class Counting(IJobStore inner) : ForwardingStore(inner)
    {
        public int Commits { get; private set; }

        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            Commits++;
            return base.CommitAsync(batch, cancellationToken);
        }
    }
}
