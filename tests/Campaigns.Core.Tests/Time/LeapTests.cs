using static Campaigns.Tests.People;

namespace Campaigns.Tests.Time;

/// <summary>Leaps of the wall clock, with store failures and restarts in either order: the state behind decisions survives them.</summary>
public class LeapTests
{
    public static TheoryData<string> Orders =>
    [
        "leap", "fail leap", "leap fail", "leap fail leap", "back", "back fail", "fail back", "leap restart", "back restart",
        "fail leap restart",
        "restart leap", "restart back", "back leap fail", "leap back restart",
    ];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Live_attempt_has_its_whole_time_and_no_more(string order)
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.With(store));
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));
        harness.Advance(Minutes(10));
        foreach (var what in order.Split(' '))
        {
            Disturb(harness, store, what);
        }

        var passed = harness.Time.Elapsed;
        harness.Advance(Minutes(29) - passed);
        Assert.Equal(3, harness.Statistics(campaign).Live);
        harness.Advance(Minutes(3)); // time for the lookup
        Assert.Equal((0L, 3L), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Unknown));
    }

    [Theory]
    [InlineData("back")]
    [InlineData("back fail")]
    [InlineData("back restart")]
    [InlineData("fail back")]
    [InlineData("restart back")]
    [InlineData("back back restart")]
    public void Retry_is_not_put_off_by_a_clock_that_is_set_back(string order)
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.With(store));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(2))), Many(3));
        foreach (var what in order.Split(' '))
        {
            Disturb(harness, store, what);
        }

        Assert.Equal(3, harness.Provider.Dispatches.Count);
        var due = harness.Contact(campaign, "p00001").NextDue!.Value - harness.Now;
        Assert.InRange(due, Minutes(1), Minutes(2));
        harness.Advance(Minutes(2));
        Assert.Equal(6, harness.Provider.Dispatches.Count);
        harness.Advance(Minutes(2)); // the next pause has the same length
        Assert.Equal(9, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Contact_that_was_rescheduled_is_called_when_the_clock_says_so()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Hours(20))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(3)));
        Disturb(harness, null!, "back");

        Assert.Equal(Nine + Hours(3), harness.Contact(campaign, "ann").NextDue);
        harness.AdvanceTo(Nine + Hours(3) - Minutes(1));
        Assert.Single(harness.Provider.Dispatches);
        harness.Advance(Minutes(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData("back", CapPeriod.Rolling)]
    [InlineData("back", CapPeriod.CalendarDays)]
    [InlineData("back restart", CapPeriod.Rolling)]
    [InlineData("back fail", CapPeriod.CalendarDays)]
    [InlineData("restart back", CapPeriod.Rolling)]
    [InlineData("leap back", CapPeriod.Rolling)]
    [InlineData("leap restart back", CapPeriod.CalendarDays)]
    [InlineData("day restart dayback", CapPeriod.Rolling)]
    public void Cap_holds(string order, CapPeriod period)
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.With(store));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 2, period)] }));
        harness.Run(Calls(StepRetryPolicy.Fixed(50, Seconds(10))), Many(2));
        harness.Advance(Seconds(5));
        foreach (var what in order.Split(' '))
        {
            Disturb(harness, store, what);
        }

        harness.Advance(Hours(22));
        Assert.All(harness.Provider.Dispatches.GroupBy(call => call.ContactKey), calls => Assert.Equal(2, calls.Count()));
    }

    [Fact]
    public void Attempts_of_the_same_instant_count_each()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(3, 1)] }));
        harness.Run(Calls(StepRetryPolicy.Fixed(50, Seconds(10))), One());
        for (var i = 0; i < 5; i++)
        {
            harness.Advance(Seconds(5));
            harness.Time.JumpWall(-Seconds(10)); // each attempt is sent at a wall-clock time shown before
            harness.Do(operations => operations.HoldTenantAsync("nobody")); // makes the engine read the clock
            harness.Advance(Seconds(5));
        }

        Assert.Equal(3, harness.Provider.Dispatches.Count);
    }

    private static void Disturb(CampaignHarness harness, FailingStore store, string what)
    {
        switch (what)
        {
            case "fail":
                store.FailAt(1, Fault.Before);
                Assert.Throws<CampaignException>(() => harness.Do(operations => operations.HoldTenantAsync("nobody")));
                harness.Advance(Seconds(1));
                break;
            case "restart":
                harness.Restart();
                break;
            default:
                harness.Time.JumpWall(what switch { "leap" =>
                    Hours(1), "back" => Hours(-1), "day" => TimeSpan.FromDays(3), _ => TimeSpan.FromDays(-3) });
                harness.Do(operations => operations.HoldTenantAsync("nobody")); // makes the engine read the clock
                break;
        }
    }
}
