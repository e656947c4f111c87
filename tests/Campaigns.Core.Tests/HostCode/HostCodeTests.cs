using System.Threading.Tasks.Sources;
using Campaigns.Tests.Observability;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.HostCode;

/// <summary>What the engine does when host code throws, for each kind of host code.</summary>
[Collection(nameof(ListeningAlone))]
public sealed class HostCodeTests : IDisposable
{
    private static readonly DateTimeOffset Later = Nine + Hours(1);
    private readonly Recording _seen = new(activities: true);
    private readonly Hostile _hostile = new(_ => false);

    public void Dispose()
    {
        _hostile.Dispose();
        _seen.Dispose();
    }

    [Fact]
    public void Campaigns_that_a_strategy_fails_to_rank_go_by_priority()
    {
        using var harness = New(options => options.MaxConcurrent = 1);
        _hostile.Throws = what => what is "rank" or "aging"; // otherwise, it ranks by fewest remaining contacts
        harness.Run(Calls(StepRetryPolicy.None, 1) with { Start = Later, Priority = CampaignPriority.Low }, Many(2, "a"));
        harness.Run(Calls(StepRetryPolicy.None, 1) with { Start = Later, Priority = CampaignPriority.High }, Many(3, "b"));
        harness.AdvanceTo(Later);

        Assert.Equal("bbbaa", string.Concat(harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey[0])));
        Told("strategy");
    }

    [Fact]
    public void Strategy_that_throws_when_it_is_given_is_refused()
    {
        using var harness = New();
        harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, Many(1));
        foreach (var what in new[] { "rank", "aging" })
        {
            using var given = new Hostile(asked => asked == what);
            Assert.Equal(CampaignError.Invalid, Assert.Throws<CampaignException>(() => harness.Do(operations =>
                operations.ChangeStrategyAsync(given))).Error);
        }
    }

    [Fact]
    public void Attempts_that_a_router_fails_to_route_take_the_first_open_provider()
    {
        var (first, second) = (new Answering(_ => new(DispatchResult.Accepted())), new Answering(_ => new(DispatchResult.Accepted())));
        using var harness = New(options => options
            .AddProvider("voice", first, provider => provider.MaxConcurrent = 2).AddProvider("voice", second)
            .UseRouter("voice", _hostile)); // without a failure, it picks the last provider
        _hostile.Throws = what => what == "router";

        harness.Run(Calls(StepRetryPolicy.None), Many(5));

        Assert.Equal((2, 3), (first.Calls, second.Calls)); // the first provider is full after two calls
        Told("router");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void Pick_that_is_not_there_is_the_first_open_provider(int picked)
    {
        var (first, second) = (new Answering(_ => new(DispatchResult.Accepted())), new Answering(_ => new(DispatchResult.Accepted())));
        using var harness =
            New(options => options.AddProvider("voice", first).AddProvider("voice", second).UseRouter("voice", new Picking(picked)));

        harness.Run(Calls(StepRetryPolicy.None), Many(3));

        Assert.Equal((3, 0), (first.Calls, second.Calls));
        Told("router");
    }

    [Fact]
    public void What_a_template_fails_to_make_is_not_sent_and_fails_the_attempt()
    {
        using var harness = New();
        var campaign = harness.Run(
            new CampaignDefinition { Name = "says",
                Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(2, Seconds(10))) with { Content = "{}", IsTemplate = true }],
                Start = Later }, Many(3));
        _hostile.Throws = what => what == "rendering";
        harness.AdvanceTo(Later + Minutes(5));

        Assert.Empty(harness.Provider.Dispatches);
        Assert.Equal((3, 6), (harness.Statistics(campaign).Failed, _seen.Sum("campaigns.attempts", "outcome=failed")));
        Assert.Equal("the template failed: Spite", harness.Contact(campaign, "p00001").Timeline[0].Note);
        Told("template");
    }

    [Fact]
    public void Template_that_is_null_or_renders_null_is_not_sent()
    {
        using var harness = New(options => options.Templates = new Empty());
        var definition = new CampaignDefinition { Name = "says",
            Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Content = "null", IsTemplate = true }] };
        Assert.Equal(
            CampaignError.Invalid, Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(definition))).Error);

        var renders = harness.Do(
            client => client.CreateAsync(
                definition with { Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Content = "empty", IsTemplate = true }] }));
        Assert.Equal(1, harness.Do(client => client.AddContactsAsync(renders, [One()])).Invalid);
    }

    [Fact]
    public void Jitter_without_randomness_is_a_half()
    {
        using var harness = New();
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(2, Seconds(10)) with { Delay = Backoff.Fixed(Seconds(10)).WithJitter(0.2) }) with { Start = Later },
            One());
        _hostile.Throws = what => what == "random";
        harness.Provider.Answers(AttemptOutcome.Busy);
        harness.AdvanceTo(Later + Minutes(5));

        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Told("random");
    }

    [Theory]
    [InlineData("logger,logging,log")]
    [InlineData("log")]
    [InlineData("meter")]
    [InlineData("publication")]
    [InlineData("measurement,completion")]
    [InlineData("sample")]
    [InlineData("start,stop")]
    [InlineData("stop")]
    public void Logging_and_listeners_that_throw_are_gone_without_also_when_the_store_fails(string what)
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        _hostile.Throws = asked => what.Split(',').Contains(asked);
        using var harness = new CampaignHarness(options =>
        {
            _hostile.GiveTo(options);
            options.Store = store;
        });
        harness.Provider.Then(_ => throw new Spite()).Answers(AttemptOutcome.Busy, AttemptOutcome.Busy);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(30))), Many(4));
        store.FailAt(1, Fault.After);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Minutes(1));
        harness.Do(client => client.ResumeAsync(campaign));
        harness.Advance(Minutes(10));

        Assert.Equal(
            (CampaignState.Completed, 3, 1),
            (harness.Statistics(campaign).State, harness.Statistics(campaign).Completed, harness.Statistics(campaign).Unknown));
        Assert.NotEmpty(_hostile.Thrown);
        harness.Restart();
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("result")]
    [InlineData("subscription")]
    public void Answer_of_a_provider_s_own_making_that_throws_is_unknown(string what)
    {
        using var harness = New(options => options.AddProvider("voice", new Answering(_ => new(new Source(what), 0))));

        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));

        Assert.Equal(3, harness.Statistics(campaign).Unknown);
    }

    [Fact]
    public void Collections_of_the_caller_do_not_run_in_the_loop()
    {
        using var harness = New();
        var data = new Dictionary<string, string> { ["sender"] = "Bo" };
        var caps = new List<FrequencyCap> { new(5, 1) };
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Data = data, Caps = caps }));
        caps.Clear();
        caps.Add(null!);
        data.Clear();

        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));

        Assert.Equal(3, harness.Statistics(campaign).Completed);
    }

    /// <summary>
    /// Checks that the log reports the failures once per minute, by kind and type, and that a counter counts all of them.
    /// </summary>
    private void Told(string code)
    {
        var entries = _seen.Logged.Where(entry => entry.StartsWith("Warning 13 HostCodeFailed", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(entries);
        Assert.All(entries, entry => Assert.Contains($"Host code ({code}) failed", entry, StringComparison.Ordinal));
        Assert.True(_seen.Sum("campaigns.host.failures", $"campaigns.code={code}") > 0);
        Assert.DoesNotContain(_seen.Logged, logged => logged.Contains("31-46-529", StringComparison.Ordinal));
    }

    private CampaignHarness New(Action<CampaignsOptions>? configure = null) => new(options =>
    {
        _hostile.GiveTo(options, _seen);
        configure?.Invoke(options);
    });

    private sealed class Picking(int picked) : IProviderRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open) => picked;
    }

    private sealed class Empty : ITemplates
    {
        public Func<TemplateData, string> Compile(string text, ContentFormat format) => text == "null" ? null! : _ => null!;
    }

    private sealed class Source(string what) : IValueTaskSource<DispatchResult>
    {
        public DispatchResult GetResult(short token) => throw new Spite();

        public ValueTaskSourceStatus GetStatus(short token) =>
            what == "status" ? throw new Spite() : what == "result" ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            throw new Spite();
    }
}
