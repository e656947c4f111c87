using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>
/// Protocols are versioned: a job keeps its version until a migration moves it. No migration moves a job that has reached a changed step.
/// </summary>
public class MigrationTests
{
    private static readonly CampaignDefinition Steps3 =
        Drip(Email("one"), CampaignStep.Wait(Days(2)), Email("two"), CampaignStep.Wait(Days(5)), Email("three")) with { KeepOpen = true };

    [Fact]
    public void New_version_is_for_those_enrolled_from_then_on()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Person("early"));

        Assert.Equal(2, Change(outreach, campaign, With(4, Email("III"))));
        Assert.Equal(2, Change(outreach, campaign, With(4, Email("III")))); // an equal protocol is not a new version
        Enroll(outreach, campaign, Person("late"));
        outreach.Harness.Restart();
        outreach.AdvanceTo(Days(8));

        Assert.Equal([("early", "three"), ("late", "III")], outreach.SentTo.TakeLast(2));
        Assert.Equal((1, 2), (outreach.Status(campaign, "early").ProtocolVersion, outreach.Status(campaign, "late").ProtocolVersion));
        Assert.Equal(3, Change(outreach, campaign, With(4, Email("three")))); // an earlier protocol becomes a new version
    }

    [Fact]
    public void Job_that_a_cap_holds_back_and_that_is_moved_is_explained_once()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1)] }));
        var campaign =
            outreach.Run(Drip(Email("one"), CampaignStep.Wait(Hours(1)), Email("two"), CampaignStep.Wait(Days(2)), Email("three")), Milan);
        outreach.AdvanceTo(Hours(2));
        Assert.Equal(1, Held());

        Change(outreach, campaign, Of(
            Drip(Email("one"), CampaignStep.Wait(Hours(1)), Email("II"), CampaignStep.Wait(Days(2)), Email("three"))));
        Migrate(outreach, campaign);
        Assert.Equal(1, Held());
        outreach.AdvanceTo(Days(2));

        Assert.Equal(["one", "II"], outreach.Sent.Select(sent => sent.What));
        Assert.Equal(0, Held());

        long Held() => outreach.Harness.Do(client => client.ExplainAsync(campaign)).GetValueOrDefault("frequency");
    }

    [Fact]
    public void Protocol_is_checked_and_ended_campaigns_take_none()
    {
        using var outreach = new Outreach();
        var drip = outreach.Run(Steps3, Milan);
        var calls = outreach.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true });

        Assert.Contains(
            "Steps[0].Channel is \"\"", Refused(outreach, drip, With(0, Email("x") with { Channel = "" })), StringComparison.Ordinal);
        Assert.Contains(
            "\"fax\": register a provider", Refused(outreach, drip, With(0, Email("x") with { Channel = "fax" })),
            StringComparison.Ordinal);
        Assert.Contains(
            "Steps[0].IsTemplate is True", Refused(outreach, drip, With(0, Email("{{x}}") with { IsTemplate = true })),
            StringComparison.Ordinal);
        Assert.Contains(
            "Exit is missing: give exit rules", Refused(outreach, drip, Of(Steps3) with { Exit = null }), StringComparison.Ordinal);
        Assert.Contains("Exit is given: leave them out", Refused(outreach, calls, Of(Steps3)), StringComparison.Ordinal);
        outreach.Harness.Do(client => client.CancelAsync(drip, CancelMode.Drain));
        Assert.Contains("is Canceled", Refused(outreach, drip, Of(Steps3), CampaignError.IllegalTransition), StringComparison.Ordinal);
        var refusal = Assert.Throws<CampaignException>(() => Migrate(outreach, drip));
        Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
    }

    [Fact]
    public void Those_move_that_have_not_come_to_the_first_step_that_differs_and_a_dry_run_says_who()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Person("done"));
        foreach (var day in new[] { 2, 5 })
        {
            outreach.AdvanceTo(Days(day));
            Enroll(outreach, campaign, Person($"day{day}"));
        }

        outreach.AdvanceTo(Days(8)); // "done" is monitored since day 7; "day2" waits until day 9; "day5" waits from day 7 until day 12
        outreach.Harness.Do(operations => operations.HoldTenantAsync("default"));
        Enroll(outreach, campaign, Person("new"));
        Change(outreach, campaign, With(4, Email("III")));

        var dry = Migrate(outreach, campaign, isDryRun: true);
        Assert.Equal((2, 3, 1, 0), (dry.Version, dry.Moved, dry.Passed, dry.Refused));
        Assert.Equal(["day2", "day5", "new"], dry.Keys);
        Assert.Equal(1, outreach.Status(campaign, "day2").ProtocolVersion); // no job has moved
        AssertSame(dry, Migrate(outreach, campaign));
        var again = Migrate(outreach, campaign);
        Assert.Equal((0, 1), (again.Moved, again.Passed)); // a second migration moves nothing

        outreach.Harness.Restart();
        outreach.Harness.Do(operations => operations.ReleaseTenantAsync("default"));
        outreach.AdvanceTo(Days(20));
        Assert.Equal(
            [("done", "three"), ("day2", "III"), ("day5", "III"), ("new", "III")],
            outreach.SentTo.Where(sent => sent.What is "three" or "III"));
        Assert.Equal(
            [Days(7), Days(9), Days(12), Days(15)], outreach.Sent.Where(sent => sent.What is "three" or "III").Select(sent => sent.At));
    }

    [Fact]
    public void Delay_that_has_begun_goes_on_and_one_that_has_not_is_the_new_one()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Person("second"));
        outreach.AdvanceTo(Days(2));
        Enroll(outreach, campaign, Person("first"));
        Change(outreach, campaign, With(3, CampaignStep.Wait(Days(1))));

        Assert.Equal((1, 1), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed));

        outreach.AdvanceTo(Days(10));
        // the contact enrolled last is sent the step first
        Assert.Equal([Days(5), Days(7)], outreach.Sent.Where(sent => sent.What == "three").Select(sent => sent.At));
    }

    [Fact]
    public void Waiting_job_goes_to_the_channel_and_the_window_that_its_step_has_now()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Milan);
        Change(outreach, campaign, With(2, LinkedIn("II") with { Window = ContactWindow.Daily(new TimeOnly(11, 0), new TimeOnly(12, 0)) }));

        Assert.Equal(1, Migrate(outreach, campaign).Moved);
        outreach.AdvanceTo(Days(2));
        Assert.Contains("outside the allowed hours", outreach.Why(campaign), StringComparison.Ordinal);
        outreach.AdvanceTo(Days(3));

        Assert.Equal(("II", Days(2) + Hours(2)), outreach.Sent.Last());
        Assert.Equal(("in/milan", Channels.LinkedIn), (outreach.Asked.Last().Address, outreach.Asked.Last().Step.Channel));
    }

    [Fact]
    public void Step_put_in_or_taken_out_before_the_next_one_holds_for_who_waits()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Milan);
        Change(outreach, campaign, Of(Steps3) with { Steps = [.. Steps3.Steps.Take(2), CampaignStep.Branch(
            StepCondition.Data("no"), null), CampaignStep.Wait(Days(1)), .. Steps3.Steps.Skip(2)] });
        Assert.Equal(1, Migrate(outreach, campaign).Moved);
        outreach.AdvanceTo(Days(3));
        Assert.Equal(("two", Days(3)), outreach.Sent.Last());

        Change(outreach, campaign, Of(Steps3) with { Steps = [.. Steps3.Steps.Take(2), CampaignStep.Branch(
            StepCondition.Data("no"), null), CampaignStep.Wait(Days(1)), Email("two")] });
        Assert.Equal((0, 1), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed)); // its delay has started
        outreach.AdvanceTo(Days(8));
        Assert.Equal(("three", Days(8)), outreach.Sent.Last());
    }

    [Fact]
    public void Last_step_taken_out_leaves_who_waits_for_it_monitored()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(
            Drip(Email("one"), CampaignStep.Wait(Days(2)), CampaignStep.Branch(StepCondition.Data("no"), null), Email("two")), Milan);
        Change(outreach, campaign, new ContactProtocol { Steps = [Email("one"), CampaignStep.Wait(Days(2)), CampaignStep.Branch(
            StepCondition.Data("no"), null)], Exit = new ExitRules() });

        Assert.Equal(1, Migrate(outreach, campaign).Moved);
        Assert.Equal((JobState.Waiting, WaitingFor.Reply), (outreach.Wait(campaign).State, outreach.Wait(campaign).For));
        outreach.AdvanceTo(Days(30));
        Assert.Equal(JobState.NoResponse, outreach.State(campaign));
        Assert.Single(outreach.Sent);
    }

    [Fact]
    public void Job_with_a_live_attempt_moves_only_when_its_step_is_before()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Accepted() };
        var campaign = outreach.Run(Steps3, Milan);
        Change(outreach, campaign, With(0, Email("I")));
        Assert.Equal((0, 1), (Migrate(outreach, campaign, isDryRun: true).Moved, Migrate(outreach, campaign).Passed));

        Change(outreach, campaign, With(2, Email("II")));
        Assert.Equal((1, 0), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed));
        outreach.Ended(outreach.Asked.Single().Attempt);
        outreach.AdvanceTo(Days(2));
        Assert.Equal("II", outreach.Sent.Last().What);
    }

    [Fact]
    public void Step_that_is_being_retried_has_begun()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.Failed) };
        var retried = Email("one") with { Retry = StepRetryPolicy.Fixed(3, Hours(1)) };
        var campaign = outreach.Run(Drip(retried, CampaignStep.Wait(Days(2)), Email("two")), Milan);
        Change(outreach, campaign, new ContactProtocol { Steps = [retried with { Content = "I" }, CampaignStep.Wait(Days(2)), Email("two")],
            Exit = new ExitRules() });

        Assert.Equal((0, 1), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed));
        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.Completed);
        outreach.AdvanceTo(Hours(1));
        Assert.Equal("one", outreach.Sent.Last().What);
    }

    [Fact]
    public void Group_is_gone_through_in_one_version()
    {
        using var outreach = new Outreach();
        outreach.Answer = request => request.Step.Channel == Channels.Email
            ? DispatchResult.Accepted()
            : DispatchResult.Completed(AttemptOutcome.Completed);
        var campaign = outreach.Run(Brief with { KeepOpen = true }, Person("group")); // the invitation was sent, and hello is live
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        Enroll(outreach, campaign, Person("new"));
        var changed = Of(Brief) with { Steps = [LinkedIn("invitation"), Email("HELLO"), .. Brief.Steps.Skip(2)] };
        Change(outreach, campaign, changed);
        Assert.Equal(["new"], Migrate(outreach, campaign).Keys);

        outreach.Answer = _ => DispatchResult.Accepted();
        var later = outreach.Run(Brief with { Exclusivity = Exclusivity.None, KeepOpen = true }, Person("between"));
        outreach.Harness.Do(client => client.PauseAsync(later));
        outreach.Ended(outreach.Asked.Last().Attempt); // the invitation was sent, and hello waits
        Change(outreach, later, changed);
        Assert.Equal((0, 1), (Migrate(outreach, later).Moved, Migrate(outreach, later).Passed));
    }

    [Fact]
    public void Step_set_aside_keeps_its_version_where_the_change_may_be_behind_it()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Brief with { KeepOpen = true }, Milan); // hello was sent, and the invitation is deferred
        Assert.Equal(WaitingFor.Channel, outreach.Wait(campaign).For);

        foreach (var changed in new[] { 0, 1, 2 })
        {
            Change(outreach, campaign, Of(Brief) with { Steps = [.. Brief.Steps.Take(changed), Email("other"),
                .. Brief.Steps.Skip(changed)] });
            Assert.Equal((0, 1), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed));
        }

        Change(outreach, campaign, Of(Brief) with { Steps = [.. Brief.Steps.Take(3), Email("FOLLOW-UP")] });
        Assert.Equal(1, Migrate(outreach, campaign).Moved);
        outreach.AdvanceTo(Days(1));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(9));
        Assert.Equal([("hello", Days(0)), ("invitation", Days(1)), ("FOLLOW-UP", Days(3))], outreach.Sent);
    }

    [Fact]
    public void Contacts_never_tried_begin_with_the_first_step_of_the_new_version_and_nothing_goes_out_meanwhile()
    {
        using var outreach = new Outreach();
        var draft = outreach.Harness.Do(client => client.CreateAsync(Steps3));
        Enroll(outreach, draft, [.. Enumerable.Range(1, 3).Select(i => Person($"p{i}"))]);
        Change(outreach, draft, With(0, LinkedIn("I")));

        Assert.Equal(3, Migrate(outreach, draft).Moved);
        Enroll(outreach, draft, Person("p4"));
        Assert.Empty(outreach.Sent);
        outreach.Harness.Do(client => client.StartAsync(draft));

        Assert.Equal(["p1", "p2", "p3", "p4"], outreach.SentTo.Select(sent => sent.Key).Order());
        Assert.All(outreach.Sent, sent => Assert.Equal(("I", TimeSpan.Zero), sent));
        Assert.All(outreach.Asked, request => Assert.Equal(Channels.LinkedIn, request.Step.Channel));
    }

    [Fact]
    public void Contact_that_stays_in_its_lane_is_still_one_never_tried()
    {
        using var outreach = new Outreach();
        var draft = outreach.Harness.Do(client => client.CreateAsync(Steps3));
        Enroll(outreach, draft, Milan);
        Change(outreach, draft, With(0, Email("I")));

        Assert.Equal(1, Migrate(outreach, draft).Moved);
        Assert.Equal(1, outreach.Harness.Statistics(draft).Pending);
        outreach.Harness.Restart();
        outreach.Harness.Do(client => client.StartAsync(draft));
        Assert.Equal("I", outreach.Sent.Single().What);
    }

    [Fact]
    public void Queued_contact_begins_with_the_new_version_when_its_turn_comes()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        var second = outreach.Run(Steps3 with { Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.QueueAfter } }, Milan);
        Change(outreach, second, With(0, LinkedIn("I")));

        Assert.Equal(1, Migrate(outreach, second).Moved);
        Assert.Equal(WaitingFor.Predecessor, outreach.Wait(second).For);
        outreach.Reply();
        Assert.Equal("I", outreach.Sent.Last().What);
    }

    [Fact]
    public void Protocol_of_a_contact_s_own_is_kept_and_counted_nowhere()
    {
        using var outreach = new Outreach();
        var own = Milan.WithProtocol(
            new ContactProtocol { Steps = [Email("mine"), CampaignStep.Wait(Days(2)), Email("mine again")], Exit = new ExitRules() });
        var campaign = outreach.Run(Steps3, own, Person("ann"));
        Change(outreach, campaign, With(2, Email("II")));

        Assert.Equal(["ann"], Migrate(outreach, campaign).Keys);
        Assert.Equal((0, 0), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed));
        outreach.AdvanceTo(Days(2));
        Assert.Equal([("ann", "II"), ("milan", "mine again")], outreach.SentTo.TakeLast(2).Order());
    }

    [Fact]
    public void Contact_that_lacks_an_address_for_the_new_version_stays_and_is_told_apart()
    {
        using var outreach = new Outreach();
        var calls = Calls(
            StepRetryPolicy.None) with { Steps = [CampaignStep.Call(), CampaignStep.Wait(Days(1)), CampaignStep.Call()], KeepOpen = true };
        var both =
            new Contact("both", "+1 555 010 0001", addresses: new Dictionary<string, string> { [Channels.Email] = "both@example.com" });
        var campaign = outreach.Run(calls, new Contact("phone", "+1 555 010 0002"), both);
        Change(outreach, campaign, new ContactProtocol { Steps = [CampaignStep.Call(), CampaignStep.Wait(Days(1)), Email("instead")] });

        var dry = Migrate(outreach, campaign, isDryRun: true);
        Assert.Equal((1, 0, 1), (dry.Moved, dry.Passed, dry.Refused));
        AssertSame(dry, Migrate(outreach, campaign));
        outreach.AdvanceTo(Days(1));
        Assert.Equal([("both", Channels.Email), ("phone", Channels.Voice)], outreach.Asked.TakeLast(2).Select(
            request => (request.Contact.Key, request.Step.Channel)).Order());
    }

    [Fact]
    public void Exit_rules_alone_move_everybody_and_leave_the_expiry_of_who_has_begun()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Person("ann"), Person("bob"));
        outreach.AdvanceTo(Days(10)); // the job is monitored
        Change(outreach, campaign, Of(Steps3) with { Exit = new ExitRules { Events = ["booked"], After = Days(60) } });

        Assert.Equal((2, 0), (Migrate(outreach, campaign).Moved, Migrate(outreach, campaign).Passed));
        Assert.Equal(0, outreach.Reply("ann"));
        Assert.Equal(1, outreach.Report("booked", "ann"));
        outreach.AdvanceTo(Days(30));
        Assert.Equal((JobState.Replied, JobState.NoResponse), (outreach.State(campaign, "ann"), outreach.State(campaign, "bob")));
    }

    [Fact]
    public void Jobs_of_several_versions_are_each_judged_by_what_differs_from_theirs()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Person("v1"));
        Change(outreach, campaign, With(0, Email("I")));
        Enroll(outreach, campaign, Person("v2"));
        Change(outreach, campaign, Of(Steps3) with { Steps = [Email("I"), .. Steps3.Steps.Skip(1).Take(3), Email("III")] });

        var report = Migrate(outreach, campaign);
        Assert.Equal((3, 1, 1), (report.Version, report.Moved, report.Passed)); // v1 started with a different first step
        Assert.Equal(["v2"], report.Keys);
        Assert.Equal((1, 3), (outreach.Status(campaign, "v1").ProtocolVersion, outreach.Status(campaign, "v2").ProtocolVersion));
    }

    [Fact]
    public void Job_that_was_run_again_moves_and_a_late_report_about_its_first_run_does_no_harm()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Steps3, Milan);
        outreach.AdvanceTo(Days(8));
        outreach.Reply();
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.Harness.Do(client => client.RerunContactAsync(campaign, "milan"));
        var third = outreach.Asked.Last().Attempt;
        Change(outreach, campaign, new ContactProtocol { Steps = [Email("I"), CampaignStep.Wait(Days(1)), Email("II")],
            Exit = new ExitRules() });

        Assert.Equal(1, Migrate(outreach, campaign).Moved);
        outreach.Ended(third, AttemptOutcome.Busy); // an attempt of a step that the new version does not have
        outreach.Harness.Do(client => client.ResumeAsync(campaign));
        outreach.AdvanceTo(Days(10));
        Assert.Equal(["one", "two", "three", "I", "II"], outreach.Sent.Select(sent => sent.What));
        Assert.Equal(5, outreach.Status(campaign).Timeline.Count);
    }

    [Fact]
    public void Migration_under_way_while_jobs_go_on_misses_none_and_moves_none_twice()
    {
        const int Count = 1_300;
        using var outreach = new Outreach();
        var campaign = outreach.Run(Drip(Email("one"), Email("two"), Email("three")) with { MaxConcurrent = 3, KeepOpen = true });
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        Enroll(outreach, campaign, [.. Enumerable.Range(1, Count).Select(i => Person($"p{i:D4}"))]);
        Change(outreach, campaign, new ContactProtocol { Steps = [Email("I"), Email("II"), Email("III")], Exit = new ExitRules() });

        var report = outreach.Harness.Do(async client =>
        {
            var resumed = client.ResumeAsync(campaign);
            var migrated = client.MigrateAsync(campaign, isDryRun: false);
            await resumed;
            return await migrated;
        });
        outreach.Harness.Settle();

        var ways = outreach.SentTo.GroupBy(sent => sent.Key, sent => sent.What).Select(way => string.Join(' ', way)).ToList();
        Assert.Equal((Count, Count), (ways.Count, report.Moved + report.Passed));
        Assert.Equal(report.Moved, ways.Count(way => way == "I II III"));
        Assert.Equal(report.Passed, ways.Count(way => way == "one two three"));
        Assert.InRange(report.Passed, 1, Count - 1);
    }

    private static ContactProtocol Of(CampaignDefinition definition) => new() { Steps = definition.Steps, Exit = definition.Exit };

    /// <summary>The three steps with one replaced.</summary>
    private static ContactProtocol With(int index, CampaignStep step) =>
        new() { Steps = [.. Steps3.Steps.Take(index), step, .. Steps3.Steps.Skip(index + 1)], Exit = Steps3.Exit };

    private static int Change(Outreach outreach, CampaignId campaign, ContactProtocol protocol) =>
        outreach.Harness.Do(client => client.ChangeProtocolAsync(campaign, protocol));

    private static MigrationReport Migrate(Outreach outreach, CampaignId campaign, bool isDryRun = false) =>
        outreach.Harness.Do(client => client.MigrateAsync(campaign, isDryRun));

    private static void Enroll(Outreach outreach, CampaignId campaign, params Contact[] contacts) =>
        Assert.Equal(contacts.Length, outreach.Harness.Do(client => client.AddContactsAsync(campaign, contacts)).Added);

    private static void AssertSame(MigrationReport dry, MigrationReport run)
    {
        Assert.Equal((dry.Version, dry.Moved, dry.Passed, dry.Refused), (run.Version, run.Moved, run.Passed, run.Refused));
        Assert.Equal(dry.Keys, run.Keys);
    }

    private static string Refused(
        Outreach outreach, CampaignId campaign, ContactProtocol protocol, CampaignError error = CampaignError.Invalid)
    {
        var refusal = Assert.Throws<CampaignException>(() => Change(outreach, campaign, protocol));
        Assert.Equal(error, refusal.Error);
        return refusal.Message;
    }
}
