using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Caps, cool-down and minimum interval count over all channels of a person, or for each channel separately.</summary>
public sealed class PersonCapTests : IDisposable
{
    private static readonly TimeSpan Day = Hours(24);
    private readonly CampaignHarness _harness;
    private readonly ScriptedProvider _line;
    private readonly TaskCompletionSource<DispatchResult> _slow = new();
    private bool _isSlow;

    public PersonCapTests()
    {
        ScriptedProvider? line = null;
        _harness = new CampaignHarness(options =>
        {
            line = new ScriptedProvider(options.TimeProvider!);
            options.AddProvider(Channels.Voice, new Answering(request => _isSlow ? new(_slow.Task) : line.DispatchAsync(request, default)));
            options.AddProvider(Channels.Sms, line).AddProvider(Channels.Email, line);
        });
        _line = line!;
    }

    public void Dispose() => _harness.Dispose();

    public static TheoryData<string, TenantSettings> Rules => new()
    {
        { "at most 1 attempt(s) in 1 x 24 hours", new TenantSettings { Caps = [new FrequencyCap(1, 1)] } },
        { "at most 1 attempt(s) in 1 calendar day(s)", new TenantSettings { Caps = [new FrequencyCap(1, 1, CapPeriod.CalendarDays)] } },
        { "after a conversation", new TenantSettings { CoolDown = Day } },
        { "after an attempt", new TenantSettings { MinInterval = Hours(4) } },
    };

    [Theory]
    [InlineData("deferred")]
    [InlineData("throttled")]
    [InlineData("not placed")]
    public void What_was_put_off_is_no_attempt_on_the_person(string how)
    {
        using var harness = new CampaignHarness();
        var rules = new TenantSettings { Caps = [new FrequencyCap(1, 1)], MinInterval = Hours(4), CoolDown = Hours(9) };
        harness.Do(operations => operations.ChangeTenantAsync("default", rules));
        for (var i = 0; i < 3; i++)
        {
            harness.Provider.Then(_ => how switch
            {
                "deferred" => DispatchResult.Defer(harness.Now + Minutes(10), "later"),
                "throttled" => DispatchResult.RetryAt(harness.Now + Minutes(10)),
                _ => DispatchResult.NotPlaced("400"),
            });
        }

        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(Hours(1));

        Assert.Equal((JobState.Completed, 4), (harness.Contact(campaign, "ann").State, harness.Provider.Dispatches.Count));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Whoever_was_called_is_not_texted_and_is_told_which_rule_says_so(string rule, TenantSettings settings)
    {
        Use(settings);
        Call(Ann);
        var text = Text(Ann);
        _harness.Advance(Hours(1));

        Assert.Single(_line.Dispatches);
        Assert.Contains(rule, Closed(text), StringComparison.Ordinal);
        Assert.Contains("over all channels", Closed(text), StringComparison.Ordinal);
        _harness.Advance(Hours(26));
        Assert.Equal(2, _line.Dispatches.Count);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void So_it_is_while_the_call_is_live_and_after_a_restart_in_between(string rule, TenantSettings settings)
    {
        _line.Accepts();
        Use(settings);
        Call(Ann);
        var text = Text(Ann);
        Assert.Contains(rule, Closed(text), StringComparison.Ordinal);
        _harness.Restart();
        _harness.Advance(Minutes(1));
        Assert.Single(_line.Dispatches);
        _harness.Report(_line.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        _harness.Restart();
        _harness.Advance(Minutes(1));

        Assert.Single(_line.Dispatches);
        Assert.NotNull(Explain(text).Earliest);
        _harness.Advance(Hours(26));
        Assert.Equal(2, _line.Dispatches.Count);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rules_of_a_channel_leave_the_others_alone(string rule, TenantSettings settings)
    {
        Use(settings with
        {
            Caps = [.. settings.Caps.Select(cap => cap with { Scope = CapScope.Channel })],
            CoolDownScope = CapScope.Channel,
            MinIntervalScope = CapScope.Channel,
        });
        Call(Ann);
        Text(Ann);
        var again = Call(Ann);

        Assert.Equal(2, _line.Dispatches.Count);
        Assert.Contains(rule, Closed(again), StringComparison.Ordinal);
        Assert.Contains("on the channel", Closed(again), StringComparison.Ordinal);
    }

    [Fact]
    public void One_person_is_whoever_shares_the_key_or_any_address_on_whatever_channel()
    {
        Use(new TenantSettings { Caps = [new FrequencyCap(1, 1)] });
        Call(new Contact("ann", "+15550100001", addresses: Mail("ann@example.com")));
        Text(new Contact("ann", "+15550100002")); // same key
        Text(new Contact("other key", "+15550100001")); // same number
        Send(new Contact("third key", addresses: Mail("ann@example.com"))); // same email address
        Send(new Contact("bob", "+15550100003", addresses: Mail("bob@example.com")));
        _harness.Advance(Hours(23));

        Assert.Equal(["ann", "bob"], _line.Dispatches.Select(dispatch => dispatch.ContactKey));
        _harness.Restart(); // everything is read from the store
        _harness.Advance(Minutes(30));
        Assert.Equal(2, _line.Dispatches.Count);
        _harness.Advance(Hours(1));
        Assert.Equal(5, _line.Dispatches.Count); // the three share nothing with each other
    }

    [Fact]
    public void Attempt_known_by_several_names_counts_once()
    {
        Use(new TenantSettings { Caps = [new FrequencyCap(3, 1)] });
        var ann = new Contact("ann", "+15550100001", addresses: Mail("ann@example.com"));
        Call(ann);
        Text(ann);
        Send(ann);
        Call(ann);
        Assert.Equal(3, _line.Dispatches.Count);
    }

    [Fact]
    public void Call_that_comes_to_nothing_lets_those_go_at_once_who_waited_for_its_end()
    {
        Use(new TenantSettings { Caps = [new FrequencyCap(1, 1)] });
        _isSlow = true;
        var call = Call(Ann);
        var text = Text(Ann);
        Assert.Empty(_line.Dispatches);
        Assert.Contains("a live attempt counts unless nothing was placed", Closed(text), StringComparison.Ordinal);

        _slow.SetResult(DispatchResult.NotPlaced("no line"));
        _harness.Settle();

        Assert.Equal(1, _line.Dispatches.Count(dispatch => dispatch.Request.Step.Channel == Channels.Sms));
        _harness.Advance(Hours(1));
        Assert.Equal(0, _harness.Statistics(call).Completed); // now the text message counts
    }

    [Fact]
    public void Caps_that_are_lifted_let_those_go_too_who_wait_for_the_end_of_a_call()
    {
        _line.Accepts();
        Use(new TenantSettings { CoolDown = Day });
        Call(Ann);
        Text(Ann);
        Assert.Single(_line.Dispatches);
        Use(new TenantSettings());
        Assert.Equal(2, _line.Dispatches.Count);
    }

    [Fact]
    public void Attempts_that_come_to_nothing_time_and_again_count_for_nothing()
    {
        Use(new TenantSettings { Caps = [new FrequencyCap(2, 1)], MinInterval = Minutes(1) });
        for (var i = 0; i < 20; i++) // until the step has failed
        {
            _line.Then(_ => DispatchResult.NotPlaced("no line"));
        }

        Call(Ann);
        _harness.Advance(Hours(20));
        Text(Ann);
        _harness.Advance(Minutes(2));
        Assert.Equal(2, _line.Dispatches.Count(dispatch => dispatch.Request.Step.Channel == Channels.Sms) + 1);
    }

    [Fact]
    public void Least_pause_counts_from_the_last_attempt_and_after_a_conversation_from_its_end()
    {
        _line.Then(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer)).Accepts();
        Use(new TenantSettings { MinInterval = Hours(4) });
        Call(Ann);
        Text(Ann);
        _harness.Advance(Hours(4) - Seconds(1));
        Assert.Single(_line.Dispatches);
        _harness.Advance(Seconds(1));
        Assert.Equal(2, _line.Dispatches.Count);
        Call(Ann);
        _harness.Advance(Minutes(10));
        _harness.Report(_line.Dispatches[1].Request.Attempt, AttemptOutcome.Completed);
        _harness.Advance(Hours(4) - Seconds(1));
        Assert.Equal(2, _line.Dispatches.Count);
        _harness.Advance(Seconds(1));
        Assert.Equal(3, _line.Dispatches.Count);
    }

    [Theory]
    [InlineData("MinInterval")]
    [InlineData("CoolDownScope")]
    [InlineData("Caps.Scope")]
    public void What_is_wrong_with_a_rule_is_named(string field)
    {
        var settings = new TenantSettings
        {
            MinInterval = TimeSpan.FromDays(field == "MinInterval" ? 366 : 1),
            CoolDownScope = (CapScope)(field == "CoolDownScope" ? 7 : 0),
            Caps = [new FrequencyCap(1, 1, CapPeriod.Rolling, (CapScope)(field == "Caps.Scope" ? 9 : 0))],
        };
        Assert.StartsWith(field + " is ", Assert.Single(settings.Validate()), StringComparison.Ordinal);
    }

    private static Contact Ann => new("ann", "+15550100001");

    private static Dictionary<string, string> Mail(string address) => new() { [Channels.Email] = address };

    private void Use(TenantSettings settings) => _harness.Do(operations => operations.ChangeTenantAsync("default", settings));

    private CampaignId Call(Contact contact) => _harness.Run(Calls(StepRetryPolicy.None), contact);

    private CampaignId Text(Contact contact) =>
        _harness.Run(new CampaignDefinition { Name = "text", Steps = [CampaignStep.Message(Channels.Sms, "hello")] }, contact);

    private CampaignId Send(Contact contact) =>
        _harness.Run(new CampaignDefinition { Name = "mail", Steps = [CampaignStep.Message(Channels.Email, "hello")] }, contact);

    private Explanation Explain(CampaignId campaign) => _harness.Do(client => client.ExplainAsync(campaign, "ann"));

    private string Closed(CampaignId campaign) => Explain(campaign).Verdicts.First(verdict => !verdict.IsOpen).Reason!;
}
