using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Protection of a person: one call at a time, do-not-contact lists, frequency caps, cool-down.</summary>
public class PersonTests
{
    private static readonly StepRetryPolicy Thrice = StepRetryPolicy.Fixed(3, Seconds(10));

    [Fact]
    public void One_address_has_one_live_attempt_over_all_campaigns_of_a_tenant_and_the_next_goes_when_it_ends()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        for (var i = 0; i < 3; i++)
        {
            harness.Run(
                Calls(StepRetryPolicy.None), new Contact($"ann-{i}", "+15550100001"), new Contact($"bob-{i}", $"+1555010000{i + 2}"));
        }

        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "other" }, new Contact("ann-other", "+15550100001"));
        Assert.Equal(["ann-0", "ann-other", "bob-0", "bob-1", "bob-2"], harness.Provider.Dispatches.Select(d => d.ContactKey).Order());

        harness.Report(harness.Provider.Dispatches.Single(d => d.ContactKey == "ann-0").Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal("ann-1", harness.Provider.Dispatches[^1].ContactKey);
        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal("ann-2", harness.Provider.Dispatches[^1].ContactKey);
    }

    [Fact]
    public void Address_with_a_live_attempt_stays_busy_over_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), new Contact("ann", "+15550100001"));
        harness.Restart();
        harness.Run(Calls(StepRetryPolicy.None), new Contact("ann-too", "+15550100001"), new Contact("bob", "+15550100002"));
        harness.Advance(Seconds(10));
        Assert.Equal(["ann", "bob"], harness.Provider.Dispatches.Select(d => d.ContactKey));

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal("ann-too", harness.Provider.Dispatches[^1].ContactKey);
    }

    [Fact]
    public void Busy_addresses_in_front_delay_nobody_behind_them()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), new Contact("first", "+15550100001"));
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None),
            [.. Enumerable.Range(0, 5_000).Select(i => new Contact($"same-{i}", "+15550100001")), new Contact("free", "+15550100002")]);

        Assert.Equal(["first", "free"], harness.Provider.Dispatches.Select(d => d.ContactKey));
        Assert.Equal(5_000, harness.Do(client => client.ExplainAsync(campaign))["address"]);
        for (var i = 0; i < 20; i++)
        {
            harness.Report(harness.Provider.Dispatches.First(
                d => harness.Provider.Live.Contains(d.Request.Attempt) && d.ContactKey != "free").Request.Attempt,
                AttemptOutcome.Completed);
            Assert.Equal(2, harness.Provider.Live.Count);
        }
    }

    [Theory, Trait("Category", "Sweep")]
    [InlineData("address")]
    [InlineData("frequency")]
    [InlineData("suppression")]
    public void A_hundred_thousand_blocked_contacts_in_front_delay_nobody_behind_them(string gate)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer).Accepts();
        harness.Run(Calls(StepRetryPolicy.None), new Contact("first", "+15550100001"));
        harness.Do(client => gate switch
        {
            "frequency" => client.Operations().ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 30)] }),
            "suppression" => client.Reports().SuppressAsync(Suppression.OfAddress("default", "+15550100001")),
            _ => client.AddContactsAsync(
                harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }), [new Contact("busy", "+15550100001")]),
        });
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None),
            [.. Enumerable.Range(0, 100_000).Select(i => new Contact($"same-{i}", "+15550100001")), new Contact("free", "+15550100002")]);

        Assert.Equal("free", harness.Provider.Dispatches[^1].ContactKey);
        Assert.Equal(1, harness.Statistics(campaign).Live);
        Assert.Equal(gate == "suppression" ? 100_000 : 0, harness.Statistics(campaign).Suppressed);
        Assert.Equal(gate == "suppression" ? 0 : 100_000, harness.Do(client => client.ExplainAsync(campaign)).GetValueOrDefault(gate));
    }

    [Fact]
    public void Suppression_ends_all_open_jobs_of_the_person_in_every_campaign_of_the_tenant_before_it_is_acknowledged()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.Completed(AttemptOutcome.Busy)).Accepts();
        var waiting = harness.Run(Calls(Thrice), new Contact("a", "+15550100001"));
        var live = harness.Run(Calls(Thrice), new Contact("b", "+15550100001"));
        var paused = harness.Run(
            Calls(Thrice) with { Start = Nine + Hours(1) }, new Contact("c", "+1 (555) 010-0001"), new Contact("d", "+15550100002"));
        var other = harness.Run(Calls(Thrice) with { Tenant = "other" }, new Contact("e", "+15550100001"));

        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "+1 555 010 0001")));

        Assert.Equal(JobState.Suppressed, harness.Contact(waiting, "a").State);
        Assert.Equal(JobState.Live, harness.Contact(live, "b").State);
        Assert.Equal(JobState.Suppressed, harness.Contact(paused, "c").State);
        Assert.Equal(JobState.New, harness.Contact(paused, "d").State);
        Assert.Equal(JobState.Live, harness.Contact(other, "e").State);
        Assert.Equal(CampaignState.Failed, harness.Statistics(waiting).State);
        harness.Report(harness.Provider.Dispatches.Single(d => d.ContactKey == "b").Request.Attempt, AttemptOutcome.NoAnswer);
        harness.Advance(Hours(24));

        Assert.Equal(["a", "b", "e", "d"], harness.Provider.Dispatches.Select(d => d.ContactKey));
        Assert.Equal(JobState.Suppressed, harness.Contact(live, "b").State);
    }

    [Fact]
    public void Person_suppressed_by_key_or_address_is_not_called_when_enrolled_later_and_the_list_outlives_a_restart()
    {
        ScriptedProvider? voice = null;
        using var harness = new CampaignHarness(options => options
            .AddProvider(Channels.Voice, voice = new ScriptedProvider(options.TimeProvider!))
            .AddProvider(Channels.Sms, new ScriptedProvider(options.TimeProvider!)));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", "ann")));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "+15550100002", Channels.Voice)));
        harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "+15550100003", Channels.Sms)));
        harness.Restart();
        var campaign = harness.Run(
            Calls(Thrice),
            new Contact("ann", "+15550100001"), new Contact("bob", "+15550100002"), new Contact("cid", "+15550100003"));

        Assert.Equal(["cid"], voice!.Dispatches.Select(d => d.ContactKey));
        Assert.Equal(2, harness.Statistics(campaign).Suppressed);

        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfContact("default", "ann")));
        harness.Restart(); // a removed entry stays removed, too
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        Assert.Equal("ann", voice!.Dispatches[^1].ContactKey);
    }

    [Theory]
    [InlineData(CapPeriod.Rolling, 24)]
    [InlineData(CapPeriod.CalendarDays, 15)]
    public void Frequency_cap_holds_over_campaigns_rolling_or_by_the_contacts_calendar_day(CapPeriod period, double opensAfterHours)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(3, 1, period)] }));
        var paris = "Europe/Paris"; // 09:00 UTC is 10:00 there, and in winter the day ends at 23:00 UTC
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(30))), new Contact("a", "+33199001234", paris));
        harness.Advance(Minutes(40));
        var second = harness.Run(
            Calls(StepRetryPolicy.Fixed(5, Minutes(30))), new Contact("b", "+33199001234", paris), new Contact("c", "+33199001235", paris));
        harness.Advance(Hours(10));

        Assert.Equal(3, harness.Provider.Dispatches.Count(d => d.ContactKey != "c"));
        var explanation = harness.Do(client => client.ExplainAsync(second, "b"));
        var expected = period == CapPeriod.Rolling ? Nine + Hours(opensAfterHours) : Nine.Date.AddHours(23);
        Assert.Equal(expected, explanation.Earliest!.Value.UtcDateTime);
        Assert.Equal("frequency", explanation.Verdicts.Single(verdict => !verdict.IsOpen).Gate);
        harness.AdvanceTo(explanation.Earliest.Value - TimeSpan.FromTicks(1));
        Assert.Equal(3, harness.Provider.Dispatches.Count(d => d.ContactKey != "c"));
        harness.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(4, harness.Provider.Dispatches.Count(d => d.ContactKey != "c"));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Cap_counts_from_when_an_attempt_was_committed_and_cool_down_from_when_it_ended(bool restartBefore, bool restartAfter)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        harness.Do(operations => operations.ChangeTenantAsync("cool", new TenantSettings { CoolDown = Hours(24) }));
        var slow = Calls(StepRetryPolicy.None) with { Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Timeout = Hours(20) }] };
        harness.Run(slow, new Contact("a", "+15550100001"));
        harness.Run(slow with { Tenant = "cool" }, new Contact("a", "+15550100001"));
        harness.Advance(Hours(5));
        RestartIf(restartBefore, harness);
        harness.Advance(Hours(1));
        Array.ForEach([.. harness.Provider.Live], attempt => harness.Report(attempt, AttemptOutcome.Completed));
        RestartIf(restartAfter, harness);

        harness.Run(slow, new Contact("capped", "+15550100001"));
        harness.Run(slow with { Tenant = "cool" }, new Contact("cooled", "+15550100001"));
        harness.AdvanceTo(Nine + Hours(40));

        Assert.Equal(Nine + Hours(24), harness.Provider.Dispatches.Single(d => d.ContactKey == "capped").At);
        Assert.Equal(Nine + Hours(30), harness.Provider.Dispatches.Single(d => d.ContactKey == "cooled").At);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Attempt_that_may_have_reached_the_contact_counts_towards_a_cap(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        harness.Provider.Then(_ => throw new InvalidOperationException()).Accepts();
        harness.Run(Calls(StepRetryPolicy.None), new Contact("a", "+15550100001"));
        RestartIf(restart, harness);
        harness.Run(Calls(StepRetryPolicy.None), new Contact("b", "+15550100001"));
        harness.AdvanceTo(Nine + Hours(24) - Seconds(1));

        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Seconds(1));
        Assert.Equal("b", harness.Provider.Dispatches[^1].ContactKey);
    }

    private static void RestartIf(bool wanted, CampaignHarness harness)
    {
        if (wanted)
        {
            harness.Restart();
        }
    }

    [Fact]
    public void Contact_is_left_alone_after_a_conversation_and_caps_are_lifted_at_once()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None), new Contact("a", "+15550100001"));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { CoolDown = TimeSpan.FromDays(7) }));
        harness.Restart();
        var second = harness.Run(Calls(StepRetryPolicy.None), new Contact("b", "+15550100001"), new Contact("c", "+15550100002"));

        Assert.Equal(["a", "c"], harness.Provider.Dispatches.Select(d => d.ContactKey));
        Assert.Equal(Nine + TimeSpan.FromDays(7), harness.Do(client => client.ExplainAsync(second, "b")).Earliest);
        harness.Advance(TimeSpan.FromDays(1));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings()));
        Assert.Equal("b", harness.Provider.Dispatches[^1].ContactKey);
    }

    [Fact]
    public void Capped_contacts_in_front_delay_nobody_behind_them()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 7)] }));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1000), Many(3_000));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), [.. Many(3_000), new Contact("free", "+15559999999")]);

        Assert.Equal("free", harness.Provider.Dispatches[^1].ContactKey);
        Assert.Equal(3_001, harness.Provider.Dispatches.Count);
        Assert.Equal(3_000, harness.Do(client => client.ExplainAsync(campaign))["frequency"]);
        harness.Advance(TimeSpan.FromDays(7));
        Assert.Equal(6_001, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Attempts_through_a_provider_that_is_registered_no_more_count_towards_a_cap()
    {
        var (store, sent) = (new MemoryJobStore(new Random(1)), new List<string>());
        Run("old", One()).Dispose();
        using var harness = Run("new", One("again"));
        Assert.Equal(["old"], sent);

        harness.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["old", "new"], sent);

        CampaignHarness Run(string provider, Contact contact)
        {
            var harness = new CampaignHarness(
                options => (options.Store, _) = (store, options.AddProvider(
                    Channels.Voice, new Answering(_ => Take(provider)), own => own.Name = provider)));
            harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
            harness.Run(Calls(StepRetryPolicy.None), contact);
            return harness;
        }

        ValueTask<DispatchResult> Take(string provider)
        {
            sent.Add(provider);
            return new(DispatchResult.Completed(AttemptOutcome.NoAnswer));
        }
    }
}
