using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>What a review of drips has found: each of these once lost a message, sent one twice, or let a contact run twice.</summary>
public class ReviewFindingsTests
{
    private static readonly RetryPolicy Twice = RetryPolicy.Fixed(2, Hours(1));

    [Fact]
    public void Contact_given_twice_to_a_campaign_that_replaces_runs_in_it()
    {
        using var outreach = new Outreach();
        outreach.Run(Brief, Milan);
        var second = outreach.Run(Brief with { Name = "second", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.Replace }, KeepOpen = true });

        var report = outreach.Harness.Do(client => client.AddContactsAsync(second, [Milan, Milan]));

        Assert.Equal((1, 1), (report.Added, report.Duplicates));
        Assert.Equal(JobState.Waiting, outreach.State(second));
    }

    [Theory]
    [InlineData(Outcome.Busy, 2)]
    [InlineData(Outcome.Invalid, 1)]
    public void Correction_of_a_step_that_waits_for_its_channel_between_two_tries_sends_it_no_oftener_than_its_policy_says(Outcome corrected, int tries)
    {
        using var outreach = new Outreach();
        outreach.Answer = _ => DispatchResult.Completed(Outcome.NoAnswer);
        var policy = new RetryPolicy { Attempts = 2, Delay = Backoff.Fixed(Hours(1)), Rules = new Dictionary<Outcome, RetryRule> { [Outcome.Invalid] = RetryRule.Never } };
        outreach.Run(Drip(LinkedIn("hi") with { Retry = policy }, Step.Wait(Days(1)), Email("hello")), Milan);
        outreach.Down(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(2));
        outreach.Ended(outreach.Asked.Single().Attempt, corrected);
        outreach.Answer = _ => DispatchResult.Completed(Outcome.Completed);
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(10));

        Assert.Equal([.. Enumerable.Repeat("hi", tries), "hello"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Correction_of_a_step_does_not_lose_another_of_its_group_that_was_set_aside()
    {
        using var outreach = new Outreach { Answer = request => request.Content.Body == "other" ? DispatchResult.Accepted() : DispatchResult.Completed(Outcome.Completed) };
        outreach.Run(Drip(Email("other")) with { Exclusivity = Exclusivity.None }, Milan);
        outreach.Down(Channels.Email);
        outreach.Run(Drip(LinkedIn("invitation") with { Retry = Twice }, Email("hello")), Milan);
        outreach.Up(Channels.Email); // but the address is busy
        outreach.Ended(outreach.Asked.Last().Attempt, Outcome.Busy);
        outreach.Ended(outreach.Asked.First().Attempt);
        outreach.AdvanceTo(Days(5));

        Assert.Equal(["other", "invitation", "invitation", "hello"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Correction_of_a_step_while_another_of_its_group_is_live_sends_neither_again()
    {
        using var outreach = new Outreach { Answer = request => request.Content.Body == "hello" ? DispatchResult.Accepted() : DispatchResult.Completed(Outcome.Completed) };
        outreach.Down(Channels.Email);
        outreach.Run(Drip(LinkedIn("invitation") with { Retry = Twice }, Email("hello")), Milan);
        outreach.Up(Channels.Email);
        outreach.Ended(outreach.Asked.First().Attempt, Outcome.Busy);
        outreach.Ended(outreach.Asked.Last().Attempt);
        outreach.AdvanceTo(Days(5));

        Assert.Equal(["invitation", "hello"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Channel_that_was_found_unavailable_and_is_back_is_used_while_another_one_is_still_waited_for()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Answer = _ => DispatchResult.Unavailable("logged out");
        outreach.Run(Brief, Milan);
        outreach.AdvanceTo(Minutes(5));
        outreach.Answer = _ => DispatchResult.Completed(Outcome.Completed);
        outreach.AdvanceTo(Days(2));

        Assert.Equal("hello", Assert.Single(outreach.Sent).What);
    }

    [Fact]
    public void Channel_that_comes_back_while_the_campaign_is_paused_is_used_when_it_goes_on()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Down(Channels.Email);
        var campaign = outreach.Run(Brief, Milan);
        outreach.Harness.Do(client => client.PauseAsync(campaign));
        outreach.Up(Channels.Email);
        outreach.Harness.Do(client => client.ResumeAsync(campaign));
        outreach.AdvanceTo(Days(1));

        Assert.Equal("hello", Assert.Single(outreach.Sent).What);
    }

    [Fact]
    public void Each_step_of_a_group_waits_for_its_own_channel_as_long_as_it_says()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var window = Window.Weekdays(new TimeOnly(8, 0), new TimeOnly(8, 30));
        outreach.AdvanceTo(Days(4)); // Friday
        outreach.Run(Drip(LinkedIn("invitation") with { OnUnavailable = Unavailable.Wait(Days(10)) }, Email("hello") with { Window = window }), Milan);
        outreach.AdvanceTo(Days(6) + Hours(20)); // Monday, before the window opens
        outreach.AdvanceTo(Days(6) + Hours(22.5));
        outreach.Down(Channels.Email);
        outreach.AdvanceTo(Days(8) + Hours(10));
        outreach.Up(Channels.Email);
        outreach.AdvanceTo(Days(12));

        Assert.Equal("hello", Assert.Single(outreach.Sent).What);
    }

    [Fact]
    public void Job_that_has_waited_for_its_channel_is_not_overdue()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(Drip(LinkedIn("invitation")) with { Overdue = Overdue.Skip(Hours(1)) }, Milan);
        outreach.AdvanceTo(Days(1));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(2));

        Assert.Equal([("invitation", Days(1))], outreach.Sent);
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
    }

    [Fact]
    public void Step_without_an_address_is_skipped_where_there_are_no_exit_rules_too()
    {
        using var outreach = new Outreach();
        var calls = new CampaignDefinition { Name = "calls", Steps = [LinkedIn("invitation") with { OnNoAddress = Unavailable.Skip }, Email("hello")] };
        outreach.Run(calls, WithoutLinkedIn());

        Assert.Equal([(Channels.Email, "hello")], outreach.Asked.Select(asked => (asked.Step.Channel, asked.Content.Body!)));
    }

    [Fact]
    public void Late_report_never_makes_a_contact_run_twice_under_an_exclusivity()
    {
        using var outreach = new Outreach();
        var calls = Calls(Twice) with { Exclusivity = new Exclusivity(), KeepOpen = true };
        var first = outreach.Run(calls, One());
        var second = outreach.Run(calls with { Name = "second" });
        outreach.Answer = _ => DispatchResult.Accepted();
        outreach.Harness.Do(client => client.AddContactsAsync(second, [One()]));
        outreach.Ended(outreach.Asked.First().Attempt, Outcome.NoAnswer);

        Assert.Single(new[] { first, second }, campaign => !outreach.State(campaign, "ann").IsTerminal());
    }

    [Fact]
    public void Rerun_and_enrolment_at_the_same_time_leave_one_running()
    {
        using var outreach = new Outreach();
        var first = outreach.Run(Brief with { KeepOpen = true }, Milan);
        outreach.Reply();
        var second = outreach.Run(Brief with { Name = "second", KeepOpen = true });

        for (var delay = 0; delay < 4; delay++)
        {
            var (isRerun, isAdded) = (true, false);
            outreach.Harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(second, [Milan]);
                for (var i = 0; i < delay; i++)
                {
                    await client.ListChannelsAsync(null);
                }

                try
                {
                    await client.RerunContactAsync(first, "milan");
                }
                catch (CampaignException)
                {
                    isRerun = false;
                }

                isAdded = (await adding).Added == 1;
            });
            Assert.NotEqual(isRerun, isAdded);
            outreach.Reply();
            second = outreach.Run(Brief with { Name = $"other {delay}", KeepOpen = true });
        }
    }

    [Fact]
    public void Enrolment_while_a_queued_job_is_let_go_leaves_one_running()
    {
        for (var delay = 0; delay < 6; delay++)
        {
            using var outreach = new Outreach();
            var first = outreach.Run(Brief with { KeepOpen = true }, Milan);
            var queued = outreach.Run(Brief with { Name = "queued", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.QueueAfter }, KeepOpen = true });
            outreach.Harness.Do(client => client.AddContactsAsync(queued, [Milan]));
            var third = outreach.Run(Brief with { Name = "third", KeepOpen = true });
            outreach.Harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(third, [Milan]);
                for (var i = 0; i < delay; i++)
                {
                    await client.ListChannelsAsync(null);
                }

                await client.ReportEventAsync(ContactEvent.OfContact("default", "milan"));
                await adding;
            });
            outreach.Harness.Settle();
            outreach.AdvanceTo(Hours(2));

            var running = new[] { first, queued }.Count(IsRunning) + (outreach.Harness.Statistics(third).Total > 0 && IsRunning(third) ? 1 : 0);
            Assert.Equal(1, running);

            bool IsRunning(CampaignId campaign) => !outreach.State(campaign).IsTerminal() && outreach.Wait(campaign).For != WaitingFor.Predecessor;
        }
    }

    [Fact]
    public void Enrolment_that_is_refused_replaces_nobody()
    {
        var seen = new HashSet<long>();
        for (var delay = 0; delay < 8; delay++)
        {
            using var outreach = new Outreach();
            var first = outreach.Run(Brief with { KeepOpen = true }, Milan, Person("ann"));
            var second = outreach.Run(Brief with { Name = "second", Exclusivity = new Exclusivity { OnConflict = ExclusivityConflict.Replace }, KeepOpen = true });
            outreach.Harness.Do(async client =>
            {
                var adding = client.AddContactsAsync(second, [Milan, Person("ann")]);
                for (var i = 0; i < delay; i++)
                {
                    await client.ListChannelsAsync(null);
                }

                await client.CancelAsync(second);
                try
                {
                    await adding;
                }
                catch (CampaignException)
                {
                    // too late
                }
            });
            var replaced = outreach.Harness.Statistics(first).Removed;
            Assert.Equal(outreach.Harness.Statistics(second).Total, replaced);
            seen.Add(replaced);
        }

        Assert.Superset(new HashSet<long> { 0, 2 }, seen); // some are refused, and some of the cancellations come too late
    }

    [Fact]
    public void Event_of_an_address_that_several_contacts_share_reaches_those_whose_memory_was_given_back_meanwhile()
    {
        using var outreach = new Outreach(options => (options.WaitingInMemory, options.PageSize) = (2, 2));
        var people = Enumerable.Range(1, 3).Select(i => new Contact($"p{i}", addresses: new Dictionary<string, string> { [Channels.Email] = "office@example.com" }));
        outreach.Run(Drip(Email("hello"), Step.WaitFor("opened", Days(20)), Step.Wait(Days(1)), Email("more"), Step.Wait(Days(9)), Email("last")), people);
        outreach.AdvanceTo(Hours(1));
        Assert.Equal((1, 1), (outreach.Report("opened", "p2"), outreach.Report("opened", "p3")));
        outreach.AdvanceTo(Days(2));

        Assert.Equal(1, outreach.Harness.Do(client => client.ReportEventAsync(ContactEvent.OfAddress("default", "office@example.com", "opened"))));
        Assert.Equal(3, outreach.Harness.Do(client => client.ReportEventAsync(ContactEvent.OfAddress("default", "office@example.com"))));
    }

    [Fact]
    public void Correction_of_a_step_that_fell_back_for_want_of_an_address_is_retried_where_there_is_one()
    {
        using var outreach = new Outreach();
        outreach.Run(
            Drip(LinkedIn("hi") with { Retry = Twice, OnNoAddress = Unavailable.Fallback(Channels.Email) }, Step.Wait(Days(1)), Email("more")), WithoutLinkedIn());
        outreach.AdvanceTo(Hours(1));
        outreach.Ended(outreach.Asked.First().Attempt, Outcome.Busy);
        outreach.AdvanceTo(Hours(3));

        Assert.Equal([Channels.Email, Channels.Email], outreach.Asked.Select(asked => asked.Step.Channel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"Steps":null}""")]
    [InlineData("""{"Steps":[null]}""")]
    [InlineData("""{"Steps":[{"type":"contact"}]}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":null}]}""")]
    [InlineData("""{"Steps":[{"$type":"message","Channel":"email","Retry":null}]}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","Retry":{"Attempts":1,"Delay":null,"Rules":null}}],"Exit":{"Events":null,"Outcomes":null}}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","Window":{"Hours":null}}],"Exit":{"After":"9999999999.00:00:00"}}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","Window":{"Hours":[null],"ClosedDates":null}}],"Exit":{}}""")]
    [InlineData("""{"Steps":[{"$type":"branch","When":{"Kind":7,"Values":null}},{"$type":"contact","Channel":"email"}],"Exit":{}}""")]
    [InlineData("""{"Steps":[{"$type":"contact","Channel":"email","OnUnavailable":{"Action":"Fallback"}}],"Exit":{}}""")]
    public void Protocol_that_makes_no_sense_is_its_row_s_error(string json)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Brief with { KeepOpen = true });

        var report = outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Milan.WithProtocolJson(json), Person("ann")]));

        Assert.Equal((1, 1), (report.Added, report.Invalid));
    }
}
