using Campaigns.Storage;
using NodaTime;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>
/// Calendar quotas: never more sends than the quota while local clocks show one date, hour or month, and never fewer than the quota allows.
/// </summary>
public class QuotaTests
{
    private static readonly Quota Twenty = new(20, QuotaPeriod.Day);

    public static TheoryData<string> Holders => ["campaign", "tenant", "everything", "provider"];

    [Theory]
    [MemberData(nameof(Holders))]
    public void Process_that_is_restarted_every_hour_sends_its_twenty_a_day(string of)
    {
        using var run = new QuotaRun(of, Twenty);
        run.Start(Many(500));
        for (var hour = 1; hour <= 5 * 24; hour++)
        {
            run.Harness.Advance(Hours(1));
            run.Harness.Restart();
        }

        Assert.Equal(Enumerable.Repeat(20, 6), run.SentBy(at => at.Date).Select(day => day.Count));
    }

    [Theory]
    [InlineData("Europe/Berlin", QuotaPeriod.Day, 2026, 3, 28, 72)] // 23 hours
    [InlineData("Europe/Berlin", QuotaPeriod.Day, 2026, 10, 24, 72)] // 25 hours
    [InlineData("Europe/Berlin", QuotaPeriod.Hour, 2026, 10, 25, 6)] // an hour that is repeated
    [InlineData("Europe/Berlin", QuotaPeriod.Hour, 2026, 3, 29, 6)] // an hour that is skipped
    [InlineData("America/Sao_Paulo", QuotaPeriod.Day, 2018, 11, 3, 72)] // a midnight that is skipped
    [InlineData("America/Sao_Paulo", QuotaPeriod.Hour, 2018, 11, 4, 6)]
    [InlineData("America/St_Johns", QuotaPeriod.Day, 2010, 11, 6, 72)] // clocks go back to this date for an hour before the next midnight
    [InlineData("Australia/Lord_Howe", QuotaPeriod.Hour, 2026, 4, 4, 24)] // half an hour that is repeated
    [InlineData("Pacific/Apia", QuotaPeriod.Day, 2011, 12, 29, 72)] // a date that is skipped
    [InlineData("Asia/Kolkata", QuotaPeriod.Month, 2026, 1, 30, 72)]
    [InlineData("America/New_York", QuotaPeriod.Month, 2026, 3, 30, 72)] // a month that is longer than the previous one
    [InlineData("Antarctica/Troll", QuotaPeriod.Day, 2026, 3, 28, 72)] // 22 hours
    [InlineData("Africa/Cairo", QuotaPeriod.Day, 2026, 4, 23, 72)]
    public void Quota_is_used_from_the_first_instant_of_each_period_of_its_zone(
        string zone, QuotaPeriod period, int year, int month, int day, int hours)
    {
        var start = new DateTimeOffset(year, month, day, 0, 0, 30, TimeSpan.Zero);
        using var run = new QuotaRun("campaign", new Quota(3, period, zone), start);
        run.Start(Many(500));
        run.Harness.Advance(Hours(hours));

        var expected = Shown(start, zone, period);
        List<(DateTime Period, DateTimeOffset From)> periods = [(expected, start)];
        for (var at = start.AddSeconds(30); at <= start.AddHours(hours); at = at.AddMinutes(1))
        {
            if (Shown(at, zone, period) is var shown && periods.TrueForAll(known => known.Period != shown))
            {
                periods.Add((shown, at)); // zones change their clocks only at whole minutes
            }
        }

        Assert.InRange(periods.Count, 2, 26);
        Assert.Equal(
            periods.SelectMany(known => Enumerable.Repeat(known.From, 3)), run.Harness.Provider.Dispatches.Select(sent => sent.At));
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Attempt_of_the_last_instant_of_a_day_that_comes_to_be_sent_in_the_next_counts_there(string of)
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var run =
            new QuotaRun(of, new Quota(4, QuotaPeriod.Day), new DateTimeOffset(2026, 1, 5, 23, 59, 59, 900, TimeSpan.Zero), store);
        store.OnAttempts = () => run.Harness.Time.JumpWall(Seconds(0.2));
        run.Start(Many(10));
        run.Harness.Advance(Hours(1));

        Assert.All(run.Harness.Provider.Dispatches, sent => Assert.Equal(6, sent.At.Day));
        Assert.Equal(4, run.Harness.Provider.Dispatches.Count);
        run.Harness.Advance(Hours(24));
        Assert.Equal([(6, 4), (7, 4)], run.SentBy(at => at.Day));
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Attempt_decided_under_a_clock_that_is_then_set_back_into_the_day_before_is_decided_anew(string of)
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var run = new QuotaRun(of, new Quota(4, QuotaPeriod.Day), new DateTimeOffset(2026, 1, 6, 0, 0, 0, 100, TimeSpan.Zero), store);
        store.OnAttempts = () => run.Harness.Time.JumpWall(Seconds(-10));
        run.Start(Many(20));
        run.Harness.Advance(Hours(1));

        Assert.Equal([(5, 4), (6, 4)], run.SentBy(at => at.Day));
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void What_is_held_back_before_it_is_sent_gives_back(string of)
    {
        var store = new HookStore(new MemoryJobStore(new Random(1)));
        using var run = new QuotaRun(of, Twenty, new DateTimeOffset(2026, 1, 5, 9, 59, 59, 900, TimeSpan.Zero), store)
        {
            Window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(10, 0)),
        };
        store.OnAttempts = () => run.Harness.Time.JumpWall(Seconds(0.2));
        var campaign = run.Start(Many(500));
        Assert.Empty(run.Harness.Provider.Dispatches);

        run.Harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Window = null }));
        run.Harness.Advance(Minutes(1));
        Assert.Equal(20, run.Harness.Provider.Dispatches.Count);
        run.Harness.Restart();
        run.Harness.Advance(Minutes(1));
        Assert.Equal(20, run.Harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public void Store_that_fails_as_attempts_are_committed_loses_and_gives_nothing(Fault fault)
    {
        foreach (var of in new[] { "campaign", "tenant", "everything", "provider" })
        {
            var store = new FailingStore(new MemoryJobStore(new Random(1)));
            using var run = new QuotaRun(of, Twenty, store: store);
            run.Start(Many(500));
            Assert.Equal(20, run.Harness.Provider.Dispatches.Count);
            store.FailAt(1, fault); // the first commit of the next day contains its attempts
            run.Harness.Advance(Hours(18));
            Assert.Equal(40, run.Harness.Provider.Dispatches.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Changes_hold_at_once_and_what_was_used_counts_on(string of)
    {
        using var run = new QuotaRun(of, new Quota(5, QuotaPeriod.Day));
        run.Start(Many(500));
        Sends(5);
        run.Change(new Quota(9, QuotaPeriod.Day)); // raised
        Sends(9);
        run.Change(new Quota(3, QuotaPeriod.Day)); // lowered below the number already sent
        Sends(9);
        run.Change(new Quota(10, QuotaPeriod.Day, "Etc/Zulu"), new Quota(100, QuotaPeriod.Hour)); // another name of the same zone
        Sends(10);
        run.Change();
        Sends(500);

        void Sends(int count)
        {
            run.Harness.Advance(Minutes(1));
            run.Harness.Restart();
            run.Harness.Advance(Minutes(1));
            Assert.Equal(count, run.Harness.Provider.Dispatches.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void Quota_that_was_taken_away_and_given_again_counts_on_and_another_zone_begins_anew(string of)
    {
        using var run = new QuotaRun(of, new Quota(5, QuotaPeriod.Day));
        run.Start(Many(500));
        run.Change(new Quota(2, QuotaPeriod.Day, "Asia/Tokyo"));
        Assert.Equal(7, run.Harness.Provider.Dispatches.Count);
        run.Harness.Restart();
        run.Change(new Quota(6, QuotaPeriod.Day));
        Assert.Equal(8, run.Harness.Provider.Dispatches.Count);
        run.Change(new Quota(2, QuotaPeriod.Day, "Asia/Tokyo"), new Quota(100, QuotaPeriod.Month));
        run.Harness.Advance(Hours(5.9));
        Assert.Equal(8, run.Harness.Provider.Dispatches.Count);
        run.Harness.Advance(Hours(0.1)); // 15:00 UTC is midnight in Tokyo
        Assert.Equal(10, run.Harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void All_quotas_of_all_holders_hold_together()
    {
        using var run = new QuotaRun("campaign", new Quota(7, QuotaPeriod.Hour));
        run.Harness.Do(operations =>
            operations.ChangeTenantAsync(
                "default", new TenantSettings { Quotas = [new Quota(12, QuotaPeriod.Day), new Quota(20, QuotaPeriod.Month)] }));
        run.Start(Many(500));
        run.Harness.Advance(Hours(24 * 3));

        Assert.Equal([(5, 12), (6, 8)], run.SentBy(at => at.Day));
        Assert.All(run.SentBy(at => at.Hour), hour => Assert.InRange(hour.Count, 1, 7));
        run.Harness.AdvanceTo(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(27, run.Harness.Provider.Dispatches.Count);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("")]
    public void Clock_that_is_set_back_gives_nothing_of_the_days_it_comes_to_again(string what)
    {
        using var run = new QuotaRun("tenant", Twenty);
        run.Start(Many(500));
        run.Harness.Advance(Hours(48)); // 60 sent so far; it is 9:00 on the third day
        for (var i = 0; i < 3; i++)
        {
            run.Harness.Time.JumpWall(Hours(-24));
            run.Harness.Advance(Minutes(1));
            if (what == "restart")
            {
                run.Harness.Restart();
            }
        }

        Assert.Equal([(4, 20), (5, 20), (6, 20), (7, 20)], run.SentBy(at => at.Day)); // the clock had never shown the fourth before
        run.Harness.Advance(Hours(5 * 24));
        Assert.Equal([(4, 20), (5, 20), (6, 20), (7, 20), (8, 20), (9, 20)], run.SentBy(at => at.Day));
    }

    [Fact]
    public void Clock_that_was_far_ahead_for_a_while_leaves_the_quota_usable()
    {
        using var run = new QuotaRun("campaign", Twenty);
        run.Harness.Time.JumpWall(TimeSpan.FromDays(400));
        run.Start(Many(500));
        run.Harness.Advance(Hours(1));
        run.Harness.Time.JumpWall(TimeSpan.FromDays(-400));
        run.Harness.Advance(Hours(1));
        Assert.Equal(40, run.Harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Of_many_periods_the_earliest_are_forgotten_and_let_nothing_through()
    {
        using var run = new QuotaRun("campaign", new Quota(1, QuotaPeriod.Hour));
        run.Start(Many(500));
        run.Harness.Advance(Hours(40));
        Assert.Equal(41, run.Harness.Provider.Dispatches.Count);
        run.Harness.Restart();
        run.Harness.Time.JumpWall(Hours(-39));
        run.Harness.Advance(Hours(38));
        Assert.Equal(41, run.Harness.Provider.Dispatches.Count);
        run.Harness.Advance(Hours(2));
        Assert.Equal(42, run.Harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Quota_is_nobody_s_lateness()
    {
        using var run = new QuotaRun("tenant", new Quota(1, QuotaPeriod.Day));
        run.Skips = true;
        run.Harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = run.Start([One()]);
        run.Harness.Advance(Hours(24));
        Assert.Equal(JobState.Completed, run.Harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Campaign_that_is_run_again_in_another_month_has_the_quota_of_that()
    {
        using var run = new QuotaRun("campaign", new Quota(1, QuotaPeriod.Month));
        run.Harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        var campaign = run.Start([One()]);
        run.Harness.Advance(TimeSpan.FromDays(40));
        run.Harness.Do(client => client.RerunFailedAsync(campaign));
        run.Harness.Advance(Minutes(1));
        Assert.Equal(JobState.Completed, run.Harness.Contact(campaign, "ann").State);
    }

    /// <summary>The local time of an instant, truncated to the period.</summary>
    private static DateTime Shown(DateTimeOffset at, string zone, QuotaPeriod period)
    {
        var shown = Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[zone]);
        return period switch
        {
            QuotaPeriod.Hour => new DateTime(shown.Year, shown.Month, shown.Day, shown.Hour, 0, 0, DateTimeKind.Unspecified),
            QuotaPeriod.Day => new DateTime(shown.Year, shown.Month, shown.Day),
            _ => new DateTime(shown.Year, shown.Month, 1),
        };
    }
}
