using NodaTime;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>Windows in dispatch: in each contact's zone, with the tenant's hours, editable, paced, judged at the send.</summary>
public class WindowRuleTests
{
    private static readonly ContactWindow NineToFive =
        ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };

    [Fact]
    public void Each_contact_is_called_in_its_own_zone()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));
        var zones = new[] { "Asia/Tokyo", "Europe/Paris", "Etc/UTC", "America/New_York", "America/Los_Angeles" };
        harness.Run(
            Calls(StepRetryPolicy.None) with { Window = NineToFive },
            zones.Select((zone, i) => new Contact(zone, $"+155501000{i:D2}", zone)));

        harness.Advance(Hours(24));

        Assert.Equal(
            ["Asia/Tokyo 00:00", "America/Los_Angeles 00:00", "Europe/Paris 08:00", "Etc/UTC 09:00", "America/New_York 14:00"],
            harness.Provider.Dispatches.Select(d => $"{d.ContactKey} {d.At:HH:mm}"));
    }

    [Fact]
    public void Contacts_without_a_zone_are_called_in_the_campaigns_and_the_tenants_hours_narrow_both()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero));
        harness.Do(operations =>
            operations.ChangeTenantAsync(
                "default", new TenantSettings { Window = ContactWindow.Daily(new TimeOnly(11, 0), new TimeOnly(20, 0)) }));
        harness.Run(Calls(StepRetryPolicy.None) with { Window = NineToFive, Zone = "Europe/Paris" }, One());

        harness.Advance(Hours(24));

        Assert.Equal(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero), harness.Provider.Dispatches.Single().At);
    }

    [Fact]
    public void Retry_that_falls_due_at_night_goes_when_the_window_opens_and_its_due_time_is_not_shifted()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 16, 50, 0, TimeSpan.Zero));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(20))) with { Window = NineToFive }, One());

        Assert.Equal(harness.Now + Minutes(20), harness.Contact(campaign, "ann").NextDue);
        harness.Do(client =>
            client.ChangeAsync(
                campaign, settings => settings with { Window = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(12, 0)) }));
        harness.Advance(Hours(24));

        Assert.Equal(new DateTimeOffset(2026, 1, 6, 8, 0, 0, TimeSpan.Zero), harness.Provider.Dispatches[1].At);
    }

    [Fact]
    public void Window_edited_while_running_takes_hold_at_once_and_can_be_lifted()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 2), Many(10));

        harness.Do(client =>
            client.ChangeAsync(
                campaign, settings => settings with { Window = ContactWindow.Daily(new TimeOnly(12, 0), new TimeOnly(13, 0)) }));
        harness.Report(harness.Provider.Live.First(), AttemptOutcome.Completed);
        Assert.Equal(2, harness.Provider.Dispatches.Count);

        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Window = null }));
        Assert.Equal(3, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Opening_of_a_zone_with_100K_waiting_is_paced_and_bounded_in_memory()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 3, 0, 0, TimeSpan.Zero));
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 50) with { Window = NineToFive }, Many(100_000));
        harness.AdvanceTo(new DateTimeOffset(2026, 1, 5, 8, 59, 59, TimeSpan.Zero));
        Assert.Empty(harness.Provider.Dispatches);

        harness.Advance(Seconds(1));

        Assert.Equal(50, harness.Provider.Dispatches.Count);
        Assert.Equal((50, 99_950), (harness.Statistics(campaign).Live, harness.Statistics(campaign).Pending));
        Assert.InRange(harness.JobsInMemory(), 50, 1_200);
    }

    [Fact]
    public void Closed_contacts_in_front_delay_nobody_behind_them()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 3, 0, 0, TimeSpan.Zero));
        var closed = Many(100_000).Select(p => new Contact(p.Key, p.Phone.Reveal(), "America/New_York"));
        harness.Run(
            Calls(StepRetryPolicy.None) with { Window = NineToFive }, [.. closed, new Contact("tokyo", "+815550100000", "Asia/Tokyo")]);

        Assert.Equal(["tokyo"], harness.Provider.Dispatches.Select(d => d.ContactKey));
    }

    [Fact]
    public void Nothing_is_sent_outside_the_window_over_a_clock_change_with_retries_at_awkward_times()
    {
        var zone = DateTimeZoneProviders.Tzdb["America/New_York"];
        var window = new ContactWindow
        {
            Hours = [.. Enum.GetValues<DayOfWeek>().SelectMany(day => new[]
            {
                new WindowSpan(
                    day, new TimeOnly(1, 30), new TimeOnly(2, 30)), new WindowSpan(day, new TimeOnly(22, 0), new TimeOnly(0, 30)),
            })],
            Margin = Minutes(5),
        };
        foreach (var start in new[] { new DateTimeOffset(
            2026, 3, 7, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 10, 31, 0, 0, 0, TimeSpan.Zero) })
        {
            using var harness = new CampaignHarness(start: start);
            harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
            harness.Run(
                Calls(StepRetryPolicy.Fixed(60, Minutes(17)), maxConcurrent: 3) with { Window = window },
                Many(5).Select(p => new Contact(p.Key, p.Phone.Reveal(), "America/New_York")));
            harness.Advance(TimeSpan.FromDays(3));

            Assert.InRange(harness.Provider.Dispatches.Count, 50, 300);
            Assert.All(harness.Provider.Dispatches, d =>
            {
                var local = Instant.FromDateTimeOffset(d.At).InZone(zone).TimeOfDay;
                var minute = (local.Hour * 60) + local.Minute;
                Assert.True(minute is (>= 90 and < 145) or >= 22 * 60 or < 25, $"{d.At:O} is {local} there");
            });
        }
    }

    [Fact]
    public void Wall_clock_that_jumps_over_the_closing_lets_nothing_through()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 16, 59, 0, TimeSpan.Zero));
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1) with { Window = NineToFive }, Many(5));
        harness.Time.JumpWall(Minutes(2));

        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);

        Assert.Single(harness.Provider.Dispatches);
    }

    [Theory]
    [InlineData(LatenessAction.SendNow, 10.5)]
    [InlineData(LatenessAction.NextWindow, 33.0)]
    [InlineData(LatenessAction.Skip, null)]
    public void Overdue_contacts_follow_the_policy(LatenessAction action, double? calledAtHour)
    {
        var day = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        using var harness = new CampaignHarness(start: day + Hours(9));
        harness.Provider.Answers(AttemptOutcome.Busy);
        var overdue = new LatenessPolicy { Action = action, MaxLateness = Minutes(15) };
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(30))) with { Window = NineToFive, Lateness = overdue }, One());
        harness.Do(client => client.PauseAsync(campaign));
        harness.AdvanceTo(day + Hours(10.5));
        harness.Do(client => client.ResumeAsync(campaign));
        harness.Advance(TimeSpan.FromDays(3));

        Assert.Equal(calledAtHour is { } hour ? [day + Hours(hour)] : [], harness.Provider.Dispatches.Skip(1).Select(d => d.At));
        Assert.Equal(calledAtHour is null ? JobState.Expired : JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Theory]
    [InlineData(15, 10.25)]
    [InlineData(15.01, 33.0)]
    public void Contact_is_overdue_when_it_is_later_than_the_policy_allows(double lateMinutes, double calledAtHour)
    {
        var day = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        using var harness = new CampaignHarness(start: day + Hours(9.5));
        harness.Provider.Answers(AttemptOutcome.Busy);
        var retry = StepRetryPolicy.Fixed(3, Minutes(30));
        var campaign = harness.Run(Calls(retry) with { Window = NineToFive, Lateness = LatenessPolicy.NextWindow(Minutes(15)) }, One());
        harness.Do(client => client.PauseAsync(campaign));
        harness.AdvanceTo(day + Hours(10) + Minutes(lateMinutes));
        harness.Do(client => client.ResumeAsync(campaign));
        harness.Advance(TimeSpan.FromDays(3));

        Assert.Equal(day + Hours(calledAtHour), harness.Provider.Dispatches[1].At);
    }

    /// <summary>A deferred contact is called even if it is late again. The retry after that may be deferred once more.</summary>
    [Fact]
    public void Each_retry_is_put_off_once()
    {
        var day = new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
        using var harness = new CampaignHarness(start: day + Hours(9));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var overdue = LatenessPolicy.NextWindow(Minutes(15));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(4, Minutes(30))) with { Window = NineToFive, Lateness = overdue }, One());
        PauseFrom(day + Hours(9.1), day + Hours(12)); // late: deferred to the next day
        PauseFrom(day + Hours(24 + 8), day + Hours(24 + 11)); // late again: not deferred again
        Assert.Equal([day + Hours(9), day + Hours(24 + 11)], harness.Provider.Dispatches.Select(dispatch => dispatch.At));

        PauseFrom(day + Hours(24 + 11.1), day + Hours(24 + 13)); // another retry, late for the first time
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        harness.AdvanceTo(day + Hours(48 + 9));
        Assert.Equal(day + Hours(48 + 9), harness.Provider.Dispatches[2].At);

        void PauseFrom(DateTimeOffset from, DateTimeOffset until)
        {
            harness.AdvanceTo(from);
            harness.Do(client => client.PauseAsync(campaign));
            harness.AdvanceTo(until);
            harness.Do(client => client.ResumeAsync(campaign));
        }
    }

    [Fact]
    public void Overdue_contacts_can_be_spread_over_a_time()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => DispatchResult.Completed(request.Try == 1 ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(2, Minutes(30)), maxConcurrent: 1000) with { Lateness = LatenessPolicy.Spread(
                Hours(2), Minutes(1)) }, Many(200));
        harness.Do(client => client.PauseAsync(campaign));
        harness.Advance(Hours(3));
        harness.Do(client => client.ResumeAsync(campaign));
        Assert.InRange(harness.Provider.Dispatches.Count, 200, 210);

        harness.Advance(Hours(1));
        Assert.InRange(harness.Provider.Dispatches.Count, 270, 330);
        harness.Advance(Hours(1));
        Assert.Equal((400, 200L), (harness.Provider.Dispatches.Count, harness.Statistics(campaign).Completed));
    }

    [Fact]
    public void Window_that_is_open_again_after_the_wall_clock_was_set_back_is_used()
    {
        using var harness = new CampaignHarness(start: new DateTimeOffset(2026, 1, 5, 16, 30, 0, TimeSpan.Zero));
        harness.Provider.Accepts();
        var window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) with { Margin = TimeSpan.Zero };
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 1) with { Window = window }, Many(3));
        harness.Time.JumpWall(Hours(1)); // the clock is wrong
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        Assert.Single(harness.Provider.Dispatches);
        harness.Time.JumpWall(-Hours(1)); // and corrected: it is 16:30
        harness.Advance(Minutes(2));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Campaign_that_a_rerun_opens_again_keeps_the_hours_its_tenant_has_by_now()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Do(operations =>
            operations.ChangeTenantAsync(
                "default", new TenantSettings { Window = ContactWindow.Daily(new TimeOnly(12, 0), new TimeOnly(13, 0)) }));
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        harness.Advance(Hours(5));

        Assert.Equal([Nine, Nine + Hours(3)], harness.Provider.Dispatches.Select(dispatch => dispatch.At));
    }
}
