using static Campaigns.Tests.People;

namespace Campaigns.Tests.Picking;

/// <summary>Which job goes next: caps, priorities, fair shares, retries before new contacts.</summary>
public class PickingTests
{
    [Fact]
    public void Concurrency_cap_is_never_exceeded_while_calls_overlap_and_a_freed_slot_is_used_at_once()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 7), Many(100));
        var random = new Random(3);
        var most = 0;
        while (harness.Provider.Live.Count > 0)
        {
            most = Math.Max(most, harness.Provider.Live.Count);
            Assert.Equal(Math.Min(7, 100 - harness.Statistics(campaign).Completed), harness.Provider.Live.Count);
            harness.Advance(Seconds(random.Next(1, 30)));
            harness.Report(harness.Provider.Live.ElementAt(random.Next(harness.Provider.Live.Count)), AttemptOutcome.Completed);
        }

        Assert.Equal(7, most);
        Assert.Equal(100, harness.Statistics(campaign).Completed);
        Assert.Equal(100, harness.Provider.Dispatches.Select(d => d.ContactKey).Distinct().Count());
    }

    [Fact]
    public void Default_concurrency_is_ten()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(new CampaignDefinition { Name = "default", Steps = [CampaignStep.Call()] }, Many(50));

        Assert.Equal(CampaignDefinition.DefaultMaxConcurrent, harness.Provider.Live.Count);
    }

    [Fact]
    public void Concurrency_changes_while_the_campaign_runs()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 5), Many(50));

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { MaxConcurrent = 8 }));
        Assert.Equal(8, harness.Provider.Live.Count);

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { MaxConcurrent = 2 }));
        for (var left = 7; left >= 2; left--)
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
            Assert.Equal(left, harness.Provider.Live.Count);
        }

        harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        Assert.Equal(2, harness.Provider.Live.Count);
    }

    [Fact]
    public void Global_concurrency_holds_over_all_campaigns()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 6);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), Many(20, "a"));
        harness.Run(Calls(StepRetryPolicy.None), Many(20, "b"));

        Assert.Equal(6, harness.Provider.Live.Count);
        harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        Assert.Equal(6, harness.Provider.Live.Count);
    }

    [Fact]
    public void Higher_priority_goes_first_when_several_are_due()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        var start = Nine + Minutes(1);
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.Low, Start = start }, Many(2, "low"));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.High, Start = start }, Many(2, "high"));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.Medium, Start = start }, Many(2, "medium"));
        harness.Run(Calls(StepRetryPolicy.None) with { Priority = new CampaignPriority(90), Start = start }, Many(1, "ninety"));

        Drain(harness, start);

        Assert.Equal(
            ["ninety00001", "high00001", "high00002", "medium00001", "medium00002", "low00001", "low00002"],
            harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Fact]
    public void Priority_changes_while_the_campaign_runs()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), Many(3, "a"));
        var b = harness.Run(Calls(StepRetryPolicy.None) with { Priority = CampaignPriority.Low }, Many(2, "b"));

        harness.Do(client => client.ChangeAsync(b, settings => settings with { Priority = CampaignPriority.High }));
        Drain(harness, Nine);

        Assert.Equal(["a00001", "b00001", "b00002", "a00002", "a00003"], harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Fact]
    public void Due_retries_go_before_contacts_never_tried()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10)), maxConcurrent: 1), Many(5));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Busy); // p1 is due again at 10 s; p2 is live
        harness.Advance(Seconds(11));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer); // p1 is due, p2 waits, p3 to p5 are new

        Assert.Equal(["p00001", "p00002", "p00001"], harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Fact]
    public void Retries_that_are_not_due_hold_nobody_back()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Hours(1)), maxConcurrent: 1), Many(3));

        Assert.Equal(["p00001", "p00002"], harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Fact]
    public void Equal_campaigns_share_in_turns_and_weights_count()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        var start = Nine + Minutes(1);
        harness.Run(Calls(StepRetryPolicy.None) with { Start = start }, Many(200, "a"));
        harness.Run(Calls(StepRetryPolicy.None) with { Start = start, Weight = 3 }, Many(200, "b"));
        harness.Run(Calls(StepRetryPolicy.None) with { Start = start }, Many(20, "c"));
        harness.AdvanceTo(start);
        for (var i = 0; i < 99; i++)
        {
            harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        }

        var shares = harness.Provider.Dispatches.CountBy(d => d.ContactKey[0]).ToDictionary();
        Assert.InRange(shares['b'], 59, 61);
        Assert.InRange(shares['a'], 19, 21);
        Assert.InRange(shares['c'], 19, 20);
    }

    [Fact]
    public void Tenants_share_equally_whatever_the_number_of_their_campaigns()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        var start = Nine + Minutes(1);
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "one", Start = start }, Many(60, "one"));
        for (var i = 0; i < 20; i++)
        {
            harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "many", Start = start }, Many(30, $"many{i}-"));
        }

        harness.AdvanceTo(start);
        for (var i = 0; i < 79; i++)
        {
            harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        }

        Assert.Equal(40, harness.Provider.Dispatches.Count(d => d.Request.Campaign.Tenant == "one"));
    }

    [Fact]
    public void Campaign_that_joins_late_gets_its_share_at_once_and_no_more()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), Many(1000, "big"));
        Serve(harness, 300);
        harness.Run(Calls(StepRetryPolicy.None), Many(100, "small"));
        var before = harness.Provider.Dispatches.Count;

        Serve(harness, 20);

        Assert.InRange(
            harness.Provider.Dispatches.Skip(before).Count(d => d.ContactKey.StartsWith("small", StringComparison.Ordinal)), 9, 11);
    }

    [Fact]
    public void Tenant_that_comes_back_gets_its_share_at_once_and_nothing_for_the_time_it_was_away()
    {
        using var harness = new CampaignHarness(options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "a" }, Many(1_000, "a"));
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "b", KeepOpen = true, Key = "b" }, Many(2, "b"));
        Serve(harness, 300);
        harness.Do(client => client.AddContactsAsync(new CampaignId(2), Many(200, "late")));
        var before = harness.Provider.Dispatches.Count;

        Serve(harness, 20);

        Assert.InRange(
            harness.Provider.Dispatches.Skip(before).Count(d => d.ContactKey.StartsWith("late", StringComparison.Ordinal)), 9, 11);
    }

    [Fact]
    public void Channels_take_turns_under_a_cap_that_they_share()
    {
        ScriptedProvider? texts = null;
        using var harness = new CampaignHarness(
            options =>
            {
                options.MaxConcurrent = 1;
                options.AddProvider(Channels.Sms, texts = new ScriptedProvider(options.TimeProvider!).Accepts());
            },
            voice: _ => { });
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None), Many(50, "call"));
        harness.Run(Calls(StepRetryPolicy.None) with { Steps = [CampaignStep.Message(Channels.Sms, "hello")] }, Many(50, "text"));
        for (var i = 0; i < 40; i++)
        {
            harness.Report(harness.Provider.Live.Concat(texts!.Live).Single(), AttemptOutcome.Completed);
        }

        Assert.InRange(texts!.Dispatches.Count, 19, 22);
    }

    [Fact]
    public void Retries_of_one_campaign_go_the_longest_due_first_whatever_zones_they_are_in()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var zones = new[] { "Europe/Paris", "Asia/Tokyo", "America/New_York" };
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(2, Minutes(10)), maxConcurrent: 3),
            zones.Select((zone, i) => new Contact($"p{i}", $"+1555010000{i}", zone)));
        foreach (var key in new[] { "p2", "p0", "p1" })
        {
            harness.Report(harness.Provider.Dispatches.Single(dispatch => dispatch.ContactKey == key).Request.Attempt, AttemptOutcome.Busy);
            harness.Advance(Seconds(1));
        }

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { MaxConcurrent = 1 }));
        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Minutes(30));
        harness.Do(client => client.ResumeAsync(campaign));
        Serve(harness, 2);

        Assert.Equal(["p2", "p0", "p1"], harness.Provider.Dispatches.Skip(3).Select(dispatch => dispatch.ContactKey));
    }

    [Fact]
    public void Due_retry_of_one_zone_goes_before_contacts_of_another_never_tried()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(
            Calls(StepRetryPolicy.Fixed(2, Seconds(10)), maxConcurrent: 1),
            [new Contact("paris", "+33199001234", "Europe/Paris"), .. Many(3)]);
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Busy);
        harness.Advance(Seconds(11));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);

        Assert.Equal(["paris", "p00001", "paris"], harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Fact]
    public void Due_retries_left_in_the_store_go_before_contacts_never_tried()
    {
        using var harness = new CampaignHarness(options => (options.MaxWaitingInMemory, options.PageSize) = (2, 2));
        harness.Provider.Otherwise(request => DispatchResult.Completed(request.Try == 1 ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(5)), maxConcurrent: 5), Many(6));
        harness.Do(client => client.PauseAsync(campaign));
        harness.Do(client => client.AddContactsAsync(campaign, Others(6, "q")));
        harness.Advance(Minutes(10));
        harness.Do(client => client.ResumeAsync(campaign));

        Assert.All(harness.Provider.Dispatches.Skip(6).Take(6), dispatch => Assert.Equal(2, dispatch.Request.Try));
    }

    private static void Drain(CampaignHarness harness, DateTimeOffset from)
    {
        harness.AdvanceTo(from);
        while (harness.Provider.Live.Count > 0)
        {
            Serve(harness, 1);
        }
    }

    private static void Serve(CampaignHarness harness, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        }
    }
}
