using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Compares frequency caps with a count by hand: several caps at once, over weeks, thousands of attempts and restarts.</summary>
public class FrequencyTests
{
    private const string Zone = "America/New_York";
    private static readonly FrequencyCap[] Caps = [new(3, 2), new(7, 7, CapPeriod.CalendarDays), new(12, 12)];

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Every_cap_holds_and_is_used_to_the_full(int restartEveryDays)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = Caps }));
        harness.Run(
            Calls(StepRetryPolicy.Fixed(250, Hours(5)), maxConcurrent: 10_000),
            Many(600).Select(p => new Contact(p.Key, p.Phone.Reveal(), Zone)));
        for (var day = 1; day <= 24; day++)
        {
            harness.Advance(TimeSpan.FromDays(1));
            if (restartEveryDays > 0 && day % restartEveryDays == 0)
            {
                harness.Restart();
            }
        }

        var expected = ByHand(Nine + TimeSpan.FromDays(24));
        Assert.True(harness.Provider.Dispatches.Count > 12_000, $"{harness.Provider.Dispatches.Count} attempts");
        Assert.All(
            harness.Provider.Dispatches.GroupBy(dispatch => dispatch.ContactKey),
            contact => Assert.Equal(expected, contact.Select(dispatch => dispatch.At)));
    }

    [Fact]
    public void Longest_of_caps_and_cool_down_is_looked_back_on_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations =>
            operations.ChangeTenantAsync(
                "default", new TenantSettings { Caps = [new FrequencyCap(5, 1)], CoolDown = TimeSpan.FromDays(7) }));
        harness.Do(operations =>
            operations.ChangeTenantAsync("capped", new TenantSettings { Caps = [new FrequencyCap(1, 7)], CoolDown = Hours(1) }));
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "capped" }, One());
        harness.Advance(TimeSpan.FromDays(6.5));
        harness.Restart();
        harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "capped" }, One());
        harness.Advance(TimeSpan.FromDays(0.5) - Seconds(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        harness.Advance(Seconds(1));
        Assert.Equal(4, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Attempt_that_was_said_not_to_be_placed_and_was_counts_in_its_place_in_time()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1), new FrequencyCap(3, 2)] }));
        harness.Provider.Then(_ => DispatchResult.NotPlaced("down")).Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Run(Calls(StepRetryPolicy.Fixed(10, Hours(1))), One());
        harness.Advance(Minutes(10));
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Busy);
        harness.Advance(TimeSpan.FromDays(3));

        var times = harness.Provider.Dispatches.Select(dispatch => dispatch.At).ToList();
        Assert.Equal(Nine + TimeSpan.FromDays(1), times[2]); // the first two attempts use up the first day
        Assert.Equal(Nine + TimeSpan.FromDays(2), times[3]);
    }

    [Fact]
    public void Attempt_that_is_corrected_counts_once()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        harness.Run(Calls(StepRetryPolicy.Fixed(10, Hours(1))), One());
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Busy);
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Machine);
        harness.Advance(Hours(3));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Live_attempt_counts_once_towards_a_cap_whose_history_is_read_while_it_is_live(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        if (restart)
        {
            harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        }

        harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(1))), One());
        if (restart)
        {
            harness.Restart();
        }
        else
        {
            harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(2, 1)] }));
        }

        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer);
        harness.Advance(Minutes(2));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_not_placed_does_not_count_towards_a_cap(bool restart)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.NotPlaced("down"));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        harness.Run(Calls(StepRetryPolicy.None), One());
        if (restart)
        {
            harness.Restart(); // the history is read from the store
        }

        harness.Advance(Seconds(5));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    /// <summary>
    /// The times at which a contact that never answers is called: five hours after the last call, or as soon as all caps allow it.
    /// </summary>
    private static List<DateTimeOffset> ByHand(DateTimeOffset end)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        DateTimeOffset DayAfter(DateTimeOffset at, int days)
        {
            var date = TimeZoneInfo.ConvertTime(at, zone).Date.AddDays(days); // January has no clock changes
            return new DateTimeOffset(date, zone.GetUtcOffset(date)).ToUniversalTime();
        }

        var calls = new List<DateTimeOffset>();
        for (var at = Nine; at <= end;)
        {
            calls.Add(at);
            at += Hours(5);
            foreach (var cap in Caps.Where(cap => calls.Count >= cap.Attempts))
            {
                var oldest = calls[^cap.Attempts];
                var opens = cap.Period == CapPeriod.Rolling ? oldest + TimeSpan.FromDays(cap.Days) : DayAfter(oldest, cap.Days);
                at = opens > at ? opens : at;
            }
        }

        return calls;
    }
}
