using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>An address stays busy while the contact may be on the phone, whatever the state of the attempt.</summary>
public class OnThePhoneTests
{
    private static readonly TimeSpan Longest = Minutes(30);

    [Theory]
    [InlineData("throws")]
    [InlineData("says unknown")]
    [InlineData("hangs")]
    public void Second_call_waits_for_the_longest_call_after_a_dispatch_of_which_nobody_knows(string fault)
    {
        var line = new Line(fault);
        using var harness = new CampaignHarness(options => options.AddProvider("voice", line));
        var first = harness.Run(Calls(StepRetryPolicy.None, name: "a"), Many(3));
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), Many(3, "k"));
        harness.Advance(Minutes(2));

        Assert.Equal((3L, 0L), (harness.Statistics(first).Unknown, harness.Statistics(first).Live)); // the slots are free
        Assert.Equal(3, line.Requests.Count);
        harness.Advance(Longest - Minutes(3));
        Assert.Equal(3, line.Requests.Count);
        harness.Advance(Minutes(2));
        Assert.Equal(6, line.Requests.Count);
    }

    [Fact]
    public void Provider_that_cannot_end_a_call_lets_it_go_on()
    {
        var line = new Line("accepts");
        using var harness = new CampaignHarness(options => options.AddProvider("voice", line));
        var first = harness.Run(Calls(StepRetryPolicy.None, name: "a"), Many(10));
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), Many(10, "k"));
        harness.Advance(Seconds(1));
        harness.Do(client => client.CancelAsync(first, CancelMode.Abort));
        harness.Advance(Seconds(1));

        Assert.Equal((10, 10L), (line.Requests.Count, harness.Statistics(first).Live));
        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(line.Requests[0].Attempt, AttemptOutcome.Completed)));
        Assert.Equal(AttemptOutcome.Completed, harness.Contact(first, "p00001").Timeline.Single().Outcome);
    }

    [Fact]
    public void Call_that_was_aborted_is_over()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var first = harness.Run(Calls(StepRetryPolicy.None, name: "a"), Many(3));
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), Many(3, "k"));
        harness.Do(client => client.CancelAsync(first, CancelMode.Abort));

        Assert.Equal((3, 6), (harness.Provider.Aborted.Count, harness.Provider.Dispatches.Count));
    }

    [Fact]
    public void Call_that_was_aborted_while_its_dispatch_was_under_way_may_begin_all_the_same()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        var line = new Aborting(_ => new(answer.Task));
        using var harness = new CampaignHarness(options => options.AddProvider("voice", line));
        var first = harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), One("bob"));
        harness.Do(client => client.CancelAsync(first, CancelMode.Abort));
        answer.SetResult(DispatchResult.Accepted());
        harness.Advance(Minutes(5));

        Assert.Equal((AttemptOutcome.Aborted, 1), (harness.Contact(first, "ann").Timeline.Single().Outcome, line.Requests.Count));
        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(line.Requests[0].Attempt, AttemptOutcome.Completed)));
        Assert.Equal(2, line.Requests.Count);
    }

    [Theory]
    [InlineData(AttemptOutcome.Busy)]
    [InlineData(AttemptOutcome.Completed)]
    public void Report_of_the_end_frees_the_address_at_once(AttemptOutcome outcome)
    {
        var line = new Line("throws");
        using var harness = new CampaignHarness(options => options.AddProvider("voice", line));
        harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), One("bob"));
        harness.Advance(Minutes(1));
        Assert.Single(line.Requests);

        harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(line.Requests[0].Attempt, outcome)));
        Assert.Equal(2, line.Requests.Count);
    }

    [Fact]
    public void Sign_of_life_after_the_end_begins_the_longest_call_anew()
    {
        var line = new Line("throws");
        using var harness = new CampaignHarness(options => options.AddProvider("voice", line));
        harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), One("bob"));
        harness.Advance(Minutes(20));
        harness.Do(reports => reports.ReportAsync(new ProviderReport(line.Requests[0].Attempt, AttemptState.Answered)));
        harness.Advance(Minutes(29));
        Assert.Single(line.Requests);
        harness.Advance(Minutes(2));
        Assert.Equal(2, line.Requests.Count);
    }

    [Fact]
    public void Explain_says_until_when_the_earlier_call_may_be_on()
    {
        var line = new Line("throws");
        using var harness = new CampaignHarness(options => options.AddProvider("voice", line));
        harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        var second = harness.Run(Calls(StepRetryPolicy.None, name: "b"), One("bob"));
        harness.Advance(Minutes(10));

        var explanation = harness.Do(client => client.ExplainAsync(second, "bob"));
        var gate = Assert.Single(explanation.Verdicts, verdict => !verdict.IsOpen);
        Assert.Equal(("address", "an earlier attempt to the address may still be live"), (gate.Gate, gate.Reason));
        Assert.Equal(harness.Now + Minutes(20), gate.Until);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("store failure")]
    [InlineData("clock forward, restart")]
    [InlineData("clock back, restart")]
    [InlineData("clock forward, store failure")]
    public void Address_stays_busy_over(string what)
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        var line = new Line("throws");
        using var harness = new CampaignHarness(options => options.With(store).AddProvider("voice", line));
        harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), One("bob"));
        harness.Advance(Minutes(10));

        Disturb(harness, store, what);
        harness.Advance(Minutes(19));
        Assert.Single(line.Requests);
        harness.Advance(Minutes(2));
        Assert.Equal(2, line.Requests.Count);
    }

    /// <summary>A contact that is certainly not on the phone blocks no other attempt.</summary>
    [Fact]
    public void Attempt_that_was_not_placed_frees_the_address_at_once()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.NotPlaced("no line"));
        harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), One("bob"));

        Assert.Contains(harness.Provider.Dispatches, call => call.ContactKey == "bob");
    }

    [Fact]
    public void Two_contacts_with_one_number_are_one_address_however_it_is_given()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None, name: "a"), One());
        var other = new Contact("bob", null, null, new Dictionary<string, string> { ["voice"] = "+1 555 010 0001" });
        harness.Run(Calls(StepRetryPolicy.None, name: "b"), other);

        Assert.Single(harness.Provider.Dispatches);
    }

    private static void Disturb(CampaignHarness harness, FailingStore store, string what)
    {
        if (what.StartsWith("clock", StringComparison.Ordinal))
        {
            harness.Time.JumpWall(what.Contains("forward", StringComparison.Ordinal) ? Hours(1) : Hours(-1));
            harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None, name: "c"))); // makes the engine read the clock
        }

        if (what.EndsWith("restart", StringComparison.Ordinal))
        {
            harness.Restart();
        }
        else
        {
            store.FailAt(1, Fault.Before);
            Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None, name: "d"))));
            harness.Advance(Seconds(1));
        }
    }

    private sealed class Line(string fault) : IProvider
    {
        public List<DispatchRequest> Requests { get; } = [];

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return request.Campaign.Name != "a" ? new(DispatchResult.Accepted()) : fault switch
            {
                "throws" => throw new IOException("connection reset after the request was sent"),
                "hangs" => new(new TaskCompletionSource<DispatchResult>().Task),
                "accepts" => new(DispatchResult.Accepted()),
                _ => new(DispatchResult.Completed(AttemptOutcome.Unknown)),
            };
        }
    }

    private sealed class Aborting(Func<DispatchRequest, ValueTask<DispatchResult>> answer) : IProvider
    {
        public List<DispatchRequest> Requests { get; } = [];

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return request.Campaign.Name == "a" ? answer(request) : new(DispatchResult.Accepted());
        }

        public ValueTask AbortAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) => default;
    }
}
