using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Explain's answers match what dispatch then does.</summary>
public class ExplainTests
{
    [Fact]
    public void Every_gate_is_told_in_order_with_its_reason_and_the_earliest_instant()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy);
        var window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(9, 30)) with { Margin = TimeSpan.Zero };
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(40))) with { Window = window }, One());
        harness.Advance(Minutes(35));
        harness.Do(client => client.PauseAsync(campaign));

        var explanation = harness.Do(client => client.ExplainAsync(campaign, "ann"));

        Assert.Equal(
            [
                "hold", "tenant hold", "history", "campaign", "suppression", "wait", "due", "window", "frequency", "address",
                "concurrency (campaign)",
                "concurrency (tenant)", "concurrency (everything)", "channel", "provider", "rate (campaign)", "rate (tenant)",
                "rate (everything)",
                "quota (campaign)", "quota (tenant)", "quota (everything)",
            ],
            explanation.Verdicts.Select(verdict => verdict.Gate));
        Assert.Equal(["campaign", "due", "window"], explanation.Verdicts.Where(verdict => !verdict.IsOpen).Select(verdict => verdict.Gate));
        Assert.Null(explanation.Verdicts.Single(verdict => verdict.Gate == "campaign").Until);
        Assert.Equal(Nine + Minutes(40), explanation.Verdicts.Single(verdict => verdict.Gate == "due").Until);
        Assert.Equal(Nine + Hours(24), explanation.Earliest);
        Assert.False(explanation.IsReady);
    }

    [Fact]
    public void Contact_that_no_window_ever_admits_is_said_to_be_so_and_costs_nothing()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations =>
            operations.ChangeTenantAsync(
                "default", new TenantSettings { Window = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(10, 0)) }));
        var campaign =
            harness.Run(Calls(StepRetryPolicy.None) with { Window = ContactWindow.Daily(new TimeOnly(11, 0), new TimeOnly(12, 0)) }, One());

        harness.Advance(TimeSpan.FromDays(30));

        Assert.True(
            harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts.Single(verdict => verdict.Gate == "window").IsFinal);
        Assert.Empty(harness.Provider.Dispatches);
    }

    [Fact]
    public void Ended_and_live_contacts_have_nothing_to_wait_for()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Completed).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(2));

        Assert.Equal(JobState.Completed, harness.Do(client => client.ExplainAsync(campaign, "p00001")).State);
        Assert.Equal(JobState.Live, harness.Do(client => client.ExplainAsync(campaign, "p00002")).State);
        harness.Do(client => client.CancelAsync(campaign));
        Assert.Throws<CampaignException>(() => harness.Do(client => client.ExplainAsync(campaign, "nobody")));
    }

    [Fact]
    public void Campaign_tells_how_many_wait_for_what()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Busy).Accepts();
        var night = new Contact("night", "+12125550100", "America/Los_Angeles");
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(2, Hours(1)), maxConcurrent: 3) with { Window = ContactWindow.Daily(
                new TimeOnly(9, 0), new TimeOnly(20, 0)) },
            [.. Many(10), night]);

        var waiting = harness.Do(client => client.ExplainAsync(campaign));

        Assert.Equal(1, waiting["window"]);
        Assert.Equal(7, waiting["concurrency (campaign)"]);
        harness.Do(client => client.PauseAsync(campaign));
        Assert.Equal(8, harness.Do(client => client.ExplainAsync(campaign))["campaign"]);
    }

    [Fact]
    public void Campaign_tells_who_waits_in_which_zone_and_until_when()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        Contact[] west = [new("w1", "+12125550100", "America/Los_Angeles"), new("w2", "+12125550101", "America/Los_Angeles")];
        var campaign = harness.Run(
            Calls(StepRetryPolicy.None, maxConcurrent: 1) with { Window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(20, 0)) },
            [.. Many(3), .. west]);

        var groups = harness.Do(client => client.ExplainZonesAsync(campaign)).OrderByDescending(group => group.Contacts).ToList();

        Assert.Equal(
            [("Etc/UTC", "concurrency (campaign)", 2L), ("America/Los_Angeles", "window", 2L)],
            groups.OrderByDescending(group => group.Zone).Select(group => (group.Zone, group.Reason, group.Contacts)));
        var closed = groups.Single(group => group.Reason == "window");
        var opens = harness.Do(client => client.ExplainAsync(campaign, "w1")).Earliest;
        Assert.Equal((Channels.Voice, opens), (closed.Channel, closed.Until));
        Assert.Null(groups.Single(group => group.Zone == "Etc/UTC").Until);
    }

    [Fact]
    public void Whoever_is_blocked_no_more_is_not_counted_as_such()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        harness.Run(Calls(StepRetryPolicy.None), new Contact("first", "+15550100001"));
        var campaign =
            harness.Run(Calls(StepRetryPolicy.None), Enumerable.Range(0, 4).Select(i => new Contact($"same-{i}", "+15550100001")));
        Assert.Equal([("address", 4L)], Blocked());
        harness.Advance(Seconds(1));

        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer); // the next is called; the others wait for the address
        Assert.Equal([("address", 3L)], Blocked());
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer); // now the frequency cap is reached
        Assert.Equal([("frequency", 3L)], Blocked());
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings()));
        Assert.Equal([("address", 2L)], Blocked());

        IEnumerable<(string Gate, long Count)> Blocked() =>
            harness.Do(client => client.ExplainAsync(campaign)).Select(pair => (pair.Key, pair.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void What_is_called_ready_goes_and_what_is_called_blocked_does_not_go_before_its_instant(int seed)
    {
        var random = new Random(seed);
        using var harness =
            new CampaignHarness(options => (options.MaxConcurrent, options.MaxWaitingInMemory) = (12, random.Next(2) == 0 ? 3 : null));
        harness.Provider.Otherwise(_ => random.Next(3) == 0
            ? DispatchResult.Accepted()
            : DispatchResult.Completed((AttemptOutcome)random.Next((int)AttemptOutcome.Failed, (int)AttemptOutcome.Invalid)));
        var campaigns = Enumerable.Range(0, 4).Select(i => harness.Run(Random(random, i), People(random, i))).ToList();
        for (var round = 0; round < 60; round++)
        {
            Disturb(harness, random, campaigns);
            var told = campaigns.SelectMany(
                id => Keys(id, campaigns).Select(key => (Id: id, Key: key, Told: harness.Do(client => client.ExplainAsync(id, key)))))
                    .ToList();
            var from = harness.Provider.Dispatches.Count;
            // ready jobs are sent before the harness has settled, so none is ready here
            Assert.DoesNotContain(told, each => each.Told.IsReady);

            harness.Advance(Minutes(random.Next(1, 40)));

            foreach (var sent in harness.Provider.Dispatches.Skip(from).GroupBy(d => (d.Request.Campaign.Id, d.ContactKey)).Select(
                group => group.First()))
            {
                var before = told.Single(each => (each.Id, each.Key) == sent.Key()).Told;
                if (before.State is JobState.New or JobState.Waiting && before.Earliest is { } earliest)
                {
                    Assert.True(sent.At >= earliest, $"seed {seed}: {sent.ContactKey} went at {sent.At:O}, said not before {earliest:O}");
                }
            }
        }

        Assert.InRange(harness.Provider.Dispatches.Count, 40, int.MaxValue);
    }

    private static CampaignDefinition Random(Random random, int index) =>
        Calls(StepRetryPolicy.Fixed(6, Minutes(random.Next(5, 90))), maxConcurrent: 4) with
    {
        Name = $"{index}",
        Window = random.Next(3) == 0
            ? null
            : ContactWindow.Daily(new TimeOnly(random.Next(0, 12), 0), new TimeOnly(random.Next(13, 24), 0)),
        Rate = random.Next(3) == 0 ? RateLimit.PerMinute(2) : null,
        KeepOpen = true,
    };

    private static IEnumerable<Contact> People(Random random, int index)
    {
        string[] zones = ["Europe/Paris", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"];
        return Enumerable.Range(0, 12).Select(
            i => new Contact($"{index}-{i}", $"+1555010{random.Next(20):D4}", zones[random.Next(zones.Length)])).ToList();
    }

    private static IEnumerable<string> Keys(CampaignId campaign, List<CampaignId> all) =>
        Enumerable.Range(0, 12).Select(i => $"{all.IndexOf(campaign)}-{i}");

    private static void Disturb(CampaignHarness harness, Random random, List<CampaignId> campaigns)
    {
        foreach (var attempt in harness.Provider.Live.Where(_ => random.Next(2) == 0).ToList())
        {
            harness.Report(attempt, (AttemptOutcome)random.Next((int)AttemptOutcome.Completed, (int)AttemptOutcome.Invalid));
        }

        var campaign = campaigns[random.Next(campaigns.Count)];
        switch (random.Next(6))
        {
            case 0:
                harness.Do(operations =>
                    operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(
                        random.Next(1, 5), 1, (CapPeriod)random.Next(2))], CoolDown = Hours(random.Next(5)) }));
                break;
            case 1 when harness.Statistics(campaign).State == CampaignState.Running:
                harness.Do(client => client.PauseAsync(campaign));
                break;
            case 2 when harness.Statistics(campaign).State == CampaignState.Paused:
                harness.Do(client => client.ResumeAsync(campaign));
                break;
            case 3:
                harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { MaxConcurrent = random.Next(1, 9) }));
                break;
        }
    }
}

internal static class DispatchExtensions
{
    public static (CampaignId Id, string Key) Key(this ScriptedDispatch dispatch) => (dispatch.Request.Campaign.Id, dispatch.ContactKey);
}
