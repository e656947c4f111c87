using static Campaigns.Tests.People;

namespace Campaigns.Tests.Providers;

/// <summary>
/// The concurrency and rate of each provider: exact together with every other limit, changeable while attempts are sent, stored.
/// </summary>
public class ProviderLimitTests
{
    [Fact]
    public void Concurrency_and_rates_of_providers_hold_exactly_with_those_of_campaign_tenant_and_everything()
    {
        var calls = new Line(length: Seconds(3));
        using var harness = calls.Harness(
            ("one", new ProviderSettings { MaxConcurrent = 7, Rate = new RateLimit(5, Seconds(1), 2) }),
            ("two", new ProviderSettings { MaxConcurrent = 11, Rate = new RateLimit(90, Minutes(1), 4) }));
        harness.Do(operations =>
            operations.ChangeTenantAsync("a", new TenantSettings { MaxConcurrent = 9, Rate = new RateLimit(4, Seconds(1), 3) }));
        harness.Do(operations => operations.ChangeLimitsAsync(new EngineLimits { MaxConcurrent = 15, Rate = RateLimit.PerSecond(6) }));
        foreach (var (tenant, name) in new[] { ("a", "1"), ("a", "2"), ("b", "3"), ("b", "4") })
        {
            var definition =
                Calls(StepRetryPolicy.Fixed(2, Seconds(1)), maxConcurrent: 6) with { Tenant = tenant, Rate = RateLimit.PerSecond(3) };
            harness.Run(definition, Many(300, $"{tenant}{name}").Select(p => new Contact(p.Key, $"+1{name}{p.Phone.Reveal()[2..]}")));
        }

        calls.Run(harness, Seconds(60));
        Assert.InRange(calls.Sent.Count, 225, 234); // seven calls of 3 s at one provider, 90 per minute and the burst at the other
        calls.Check("one", call => call.Provider == "one", 7, new RateLimit(5, Seconds(1), 2));
        harness.Change(new ProviderSettings { MaxConcurrent = 12, Rate = new RateLimit(5, Seconds(1), 2) }, "one");
        calls.Run(harness, Seconds(60));

        Assert.InRange(calls.Sent.Count, 225 + 285, 234 + 305); // now the engine's cap applies: 15 calls of 3 s
        calls.Check("one", call => call.Provider == "one", 12, new RateLimit(5, Seconds(1), 2));
        calls.Check("two", call => call.Provider == "two", 11, new RateLimit(90, Minutes(1), 4));
        calls.Check("tenant a", call => call.Tenant == "a", 9, new RateLimit(4, Seconds(1), 3));
        calls.Check("everything", _ => true, 15, RateLimit.PerSecond(6));
        foreach (var campaign in calls.Sent.Select(call => call.Campaign).Distinct())
        {
            calls.Check($"campaign {campaign}", call => call.Campaign == campaign, 6, RateLimit.PerSecond(3));
        }

        Assert.All(new[] { "one", "two" }, name => Assert.True(calls.Sent.Count(call => call.Provider == name) > 40));
    }

    [Fact]
    public void Rate_of_a_provider_is_used_to_the_full()
    {
        var calls = new Line(length: Seconds(1));
        using var harness = calls.Harness(("one", new ProviderSettings { Rate = new RateLimit(10, Seconds(1), 3) }));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1_000), Many(300));
        calls.Run(harness, Seconds(20));

        calls.Check("one", _ => true, 1_000, new RateLimit(10, Seconds(1), 3));
        Assert.InRange(calls.Sent.Count, 200, 203);
    }

    [Fact]
    public void Limits_are_lowered_raised_and_put_back_while_attempts_are_sent()
    {
        using var harness = Harnesses.OfOne(provider => provider.MaxConcurrent = 5);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(100));
        Assert.Equal(5, harness.Status().Live);

        harness.Change(new ProviderSettings { MaxConcurrent = 2 });
        EndOne(harness);
        EndOne(harness);
        EndOne(harness);
        Assert.Equal((2, 5, ProviderState.AtCapacity), (harness.Status().Live, harness.Provider.Dispatches.Count, harness.Status().State));
        EndOne(harness);
        Assert.Equal((2, 6), (harness.Status().Live, harness.Provider.Dispatches.Count));

        harness.Change(new ProviderSettings { MaxConcurrent = 8 });
        Assert.Equal(8, harness.Status().Live); // immediately, because nothing else wakes the provider
        harness.Change(new ProviderSettings { MaxConcurrent = 20, Rate = RateLimit.PerSecond(1) });
        harness.Advance(Seconds(3));
        Assert.InRange(harness.Status().Live, 11, 12);
        harness.Change(null);
        Assert.Equal((5, (RateLimit?)null), (harness.Status().Settings.MaxConcurrent, harness.Status().Settings.Rate));
        var sent = harness.Provider.Dispatches.Count;
        EndOne(harness);
        harness.Advance(Seconds(5));
        Assert.Equal(sent, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Change_that_is_acknowledged_holds_back_what_was_committed_under_the_old_settings()
    {
        CampaignHarness? harness = null;
        Task? change = null;
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var running = harness = Harnesses.OfOne(_ => { }, options => options.Store = store);
        store.OnAttempts = () => change =
            harness.Operations.ChangeProviderAsync("voice-1", new ProviderSettings { Switch = ProviderSwitch.Off });
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 3), Many(3));
        harness.Advance(Seconds(1));
        var sent = harness.Provider.Dispatches.Count;
        Assert.True(change!.IsCompletedSuccessfully);
        harness.Advance(Hours(1));

        Assert.Equal(sent, harness.Provider.Dispatches.Count);
        Assert.Equal(3 - sent, harness.Statistics(campaign).Pending);
    }

    [Fact]
    public void Change_lasts_over_a_restart_until_it_is_taken_back()
    {
        using var harness = Harnesses.OfOne(provider => provider.MaxConcurrent = 5);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(100));
        var settings = new ProviderSettings { MaxConcurrent = 7, Rate = RateLimit.PerSecond(50), Switch = ProviderSwitch.Off };
        harness.Change(settings);
        harness.Restart();
        harness.Advance(Minutes(1));
        Assert.Equal((settings, 5), (harness.Status().Settings, harness.Provider.Dispatches.Count));

        harness.Change(settings with { Switch = ProviderSwitch.Automatic });
        harness.Restart();
        harness.Advance(Seconds(1));
        Assert.Equal(7, harness.Provider.Dispatches.Count);
        Assert.Equal(ProviderSwitch.Automatic, harness.Status().Settings.Switch);

        harness.Change(null);
        harness.Restart();
        Assert.Equal(new ProviderSettings { MaxConcurrent = 5 }, harness.Status().Settings);
    }

    [Fact]
    public void Rate_starts_empty_after_a_restart_and_after_the_store_failed()
    {
        var rate = new RateLimit(6, Minutes(1), 3);
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = Harnesses.OfOne(provider => provider.Rate = rate, options => options.Store = store);
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 100), Many(100));
        harness.Advance(Seconds(25));
        harness.Restart();
        harness.Advance(Seconds(70));
        store.FailAt(1, Fault.After);
        Assert.Throws<CampaignException>(() => harness.Do(client => client.PauseAsync(campaign)));
        harness.Advance(Seconds(1));
        harness.Do(client => client.ResumeAsync(campaign));
        harness.Advance(Minutes(2));

        Line.CheckRate("voice-1", [.. harness.Provider.Dispatches.Select(dispatch => dispatch.At.UtcTicks)], rate);
        Assert.InRange(harness.Provider.Dispatches.Count, 18, 26);
    }

    [Fact]
    public void Change_of_an_unknown_provider_or_to_nonsense_is_refused_and_says_what_there_is()
    {
        using var harness = Harnesses.OfOne(_ => { });

        var unknown = Assert.Throws<CampaignException>(() => harness.Change(null, "twilio"));
        Assert.Contains("voice-1", unknown.Message, StringComparison.Ordinal);
        var nonsense = Assert.Throws<CampaignException>(() => harness.Change(new ProviderSettings { MaxConcurrent = 0 }));
        Assert.Contains("MaxConcurrent is 0: use 1 or more", nonsense.Message, StringComparison.Ordinal);
        Assert.Equal(new ProviderSettings(), harness.Status().Settings);
    }

    [Fact]
    public void Provider_has_no_more_live_attempts_than_its_cap_and_uses_each_freed_slot()
    {
        ScriptedProvider? provider = null;
        using var harness = new CampaignHarness(options => options.AddProvider(
            "voice", provider = new ScriptedProvider(options.TimeProvider!).Accepts(), limits => limits.MaxConcurrent = 2));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(10));
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(2, harness.Statistics(campaign).Live);
            harness.Do(
                reports => reports.ReportAsync(ProviderReport.Ended(provider!.Dispatches[i].Request.Attempt, AttemptOutcome.Completed)));
        }

        Assert.Equal(10, provider!.Dispatches.Count);
    }

    private static void EndOne(CampaignHarness harness) => harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
}
