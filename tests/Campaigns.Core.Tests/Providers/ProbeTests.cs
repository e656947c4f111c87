using Campaigns.Storage;
using Campaigns.Tests.Content;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>A probe that fails to give a result, for any reason, is not the last one: the open breaker is probed again.</summary>
public class ProbeTests
{
    private static readonly DateTimeOffset Start = Nine + Minutes(1);

    [Fact]
    public void Provider_whose_probe_was_aborted_is_probed_again()
    {
        ScriptedProvider? provider = null;
        using var harness = new CampaignHarness(options => options.AddProvider(
            "voice", provider = new ScriptedProvider(options.TimeProvider!),
            own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, ProbeCount = 1, BreakDuration = Minutes(1) }));
        provider!.Accepts(); // no outcome ever arrives; from then on, only outcomes prove anything
        harness.Run(Timed(), new Contact("lost", "+15550100001"));
        harness.Advance(Minutes(5));

        var canceled = harness.Run(Timed(), new Contact("ann", "+15550100002"));
        harness.Advance(Minutes(1));
        Assert.Equal("ann", provider.Dispatches[^1].ContactKey);
        harness.Do(client => client.CancelAsync(canceled, CancelMode.Abort));
        harness.Advance(Seconds(1));
        Assert.Single(provider.Aborted);

        harness.Run(Timed(), new Contact("bob", "+15550100003"));
        harness.Advance(Seconds(1));
        Assert.Equal("bob", provider.Dispatches[^1].ContactKey);
    }

    [Fact]
    public void Provider_whose_probe_could_not_be_said_is_probed_again()
    {
        var templates = new Braces();
        using var harness = new CampaignHarness(options =>
        {
            options.Templates = templates;
            var email = new ScriptedProvider(options.TimeProvider!).Then(_ => throw new InvalidOperationException());
            options.AddProvider(Channels.Email, email, own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1,
                ProbeCount = 1, BreakDuration = Minutes(1) });
        });
        var campaign = harness.Run(Drips.Of(CampaignStep.Message(Channels.Email, "literal")), Drips.Person("ann"));
        harness.Advance(Seconds(1));
        Assert.Equal(AttemptOutcome.Unknown, harness.Contact(campaign, "ann").Timeline[^1].Outcome);

        var broken = harness.Do(client => client.CreateAsync(Drips.Of(Drips.Template("{contact.n}"))));
        harness.Do(client => client.AddContactsAsync(broken, [Drips.Person("bob", ("n", "secret"))]));
        templates.Fault = new InvalidOperationException("secret");
        harness.Do(client => client.StartAsync(broken));
        harness.Advance(Minutes(1));
        Assert.Equal(JobState.Failed, harness.Contact(broken, "bob").State);
        templates.Fault = null;

        var next = harness.Run(Drips.Of(CampaignStep.Message(Channels.Email, "literal")), Drips.Person("cid"));
        harness.Advance(Seconds(1));
        Assert.Single(harness.Contact(next, "cid").Timeline);
    }

    [Fact]
    public void Account_whose_probe_was_throttled_is_probed_again()
    {
        using var harness = new CampaignHarness();
        harness.Provider
            .Then(_ => DispatchResult.Unavailable("logged out"))
            .Then(_ => DispatchResult.RetryAt(harness.Now + Minutes(1)))
            .Then(_ => throw new InvalidOperationException())
            .Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), Many(9));
        harness.Advance(Hours(2));

        Assert.Equal([0.0, 15, 16], harness.Provider.Dispatches.Take(3).Select(dispatch => (dispatch.At - Nine).TotalMinutes));
        Assert.True(harness.Provider.Dispatches.Count > 3, "the provider was not probed again");
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("canceled")]
    [InlineData("paused")]
    [InlineData("suppressed")]
    [InlineData("restarted")]
    [InlineData("never heard of")]
    public void Provider_whose_probe_is_left_by_its_campaign_is_used_again(string how)
    {
        using var harness = new CampaignHarness(
            voice: own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, ProbeCount = 1,
                BreakDuration = Minutes(1) });
        harness.Provider.Then(_ => DispatchResult.ProviderDown("503")).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1), One());
        harness.Advance(Minutes(2));
        Assert.Equal(2, harness.Provider.Dispatches.Count); // the second dispatch is the probe, live forever
        harness.Do(client => how switch
        {
            "removed" => client.RemoveContactAsync(campaign, "ann"),
            "canceled" => client.CancelAsync(campaign),
            "paused" => client.PauseAsync(campaign),
            "suppressed" => client.Reports().SuppressAsync(Suppression.OfContact("default", "ann")),
            _ => Task.CompletedTask,
        });
        if (how == "restarted")
        {
            harness.Restart();
        }

        harness.Run(Calls(StepRetryPolicy.None, name: "next"), Many(5).Skip(1));
        harness.Advance(Hours(1));

        Assert.Equal(4, harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey).Distinct().Count(key => key != "ann"));
    }

    [Fact]
    public void Probe_that_another_rule_forbids_is_made_by_whoever_may_be_contacted()
    {
        using var harness = new CampaignHarness(
            voice: own => own.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1, ProbeCount = 1,
                BreakDuration = Minutes(1) });
        harness.Provider.Then(_ => DispatchResult.ProviderDown("503"));
        var closing = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(9, 1));
        harness.Run(
            Calls(StepRetryPolicy.None) with { Window = closing with { Margin = TimeSpan.Zero }, Priority = CampaignPriority.High }, One());
        harness.Advance(Minutes(10)); // the probe was due after the window had closed
        Assert.Single(harness.Provider.Dispatches);

        harness.Run(Calls(StepRetryPolicy.None, name: "next"), Many(5).Skip(1));
        harness.Advance(Minutes(1));

        Assert.Equal(5, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Restarted_engine_probes_with_one_attempt_even_if_a_look_up_fails()
    {
        var store = new MemoryJobStore(new Random(1));
        var never = Answering.Never();
        var crashed = new CampaignHarness(options => options.With(store).AddProvider("voice", never));
        crashed.Run(Calls(StepRetryPolicy.None, maxConcurrent: 2), Many(2));
        crashed.Do(operations => operations.HoldTenantAsync("other"));
        crashed.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50) with { Start = Nine + Seconds(1) }, Others(50, "q"));
        var hanging = new Hanging();
        using var next = new CampaignHarness(options => options.With(store).AddProvider("voice", hanging));
        next.Advance(Seconds(2));

        Assert.InRange(hanging.Calls, 0, 1);
    }

    [Fact]
    public void Restarted_engine_probes_a_provider_with_one_attempt()
    {
        using var harness = new CampaignHarness(options => options.AddProvider("voice", Answering.Never()));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Start = Start }, Many(10));
        harness.Restart();
        harness.AdvanceTo(Start);

        Assert.Equal(1, harness.Statistics(campaign).Live);
    }

    [Fact]
    public void Provider_that_lost_outcomes_is_proven_by_one_that_was_quicker_than_its_dispatch()
    {
        var provider = new Gathering();
        using var harness = new CampaignHarness(options =>
            options.AddProvider("voice", provider, use => use.CircuitBreaker = new CircuitBreakerOptions { ConsecutiveFailures = 1 }));
        var steps = new[] { CampaignStep.Call(StepRetryPolicy.None) with { Timeout = Minutes(1) } };
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1) with { Steps = steps }, Many(3));
        provider.Answer(DispatchResult.Accepted());
        harness.Advance(Minutes(1));
        Assert.Equal(ProviderState.CircuitOpen, harness.Status().State);
        harness.Advance(Seconds(30));

        Tell(harness, ProviderReport.OfCall("voice-1", "quick", AttemptState.Ended, AttemptOutcome.Busy));
        provider.Answer(DispatchResult.Accepted("quick"));
        harness.Advance(Seconds(20)); // the ramp has ended

        Assert.Equal(ProviderState.Available, harness.Status().State);
    }

    private static CampaignDefinition Timed() =>
        Calls(StepRetryPolicy.None) with { Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Timeout = Minutes(2) }] };

    private sealed class Hanging : IProvider
    {
        public int Calls { get; private set; }

        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            Calls++;
            return new(new TaskCompletionSource<DispatchResult>().Task);
        }

        public ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
            throw new IOException("down");
    }

    private static ReportReceipt Tell(CampaignHarness harness, ProviderReport report) => harness.Do(reports => reports.ReportAsync(report));
}
