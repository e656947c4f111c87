using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>Requests about single contacts: remove, reschedule, rerun.</summary>
public class ContactRequestTests
{
    private static readonly StepRetryPolicy Thrice = StepRetryPolicy.Fixed(3, Seconds(10));

    [Fact]
    public void Removed_contact_is_not_contacted_again_whether_new_or_waiting()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        var campaign = harness.Run(Calls(Thrice, maxConcurrent: 1), Many(4));

        harness.Do(client => client.RemoveContactAsync(campaign, "p00001"));
        harness.Do(client => client.RemoveContactAsync(campaign, "p00003"));
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.Completed);
        harness.Advance(Hours(1));

        Assert.Equal(["p00001", "p00002", "p00004"], harness.Provider.Dispatches.Select(d => d.ContactKey));
        var statistics = harness.Statistics(campaign);
        Assert.Equal((2, 2, CampaignState.Completed), (statistics.Removed, statistics.Completed, statistics.State));
    }

    [Fact]
    public void Removed_contact_with_a_live_attempt_ends_with_it()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(Thrice), Many(2));
        harness.Do(client => client.RemoveContactAsync(campaign, "p00001"));
        harness.Do(client => client.RemoveContactAsync(campaign, "p00002"));

        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);
        harness.Report(harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Completed);
        harness.Advance(Hours(1));

        Assert.Equal(2, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Removed, harness.Contact(campaign, "p00001").State);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "p00002").State);
    }

    [Fact]
    public void Call_me_at_five_is_kept_for_new_waiting_and_live_contacts()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10)), maxConcurrent: 1), Many(3));
        var five = Nine + Hours(8);
        foreach (var key in new[] { "p00001", "p00002", "p00003" })
        {
            harness.Do(client => client.RescheduleContactAsync(campaign, key, five));
        }

        Assert.Equal(five, harness.Contact(campaign, "p00003").NextDue);
        harness.Report(harness.Provider.Live.Single(), AttemptOutcome.NoAnswer);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        harness.AdvanceTo(five - Seconds(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
        harness.Advance(Seconds(1));

        Assert.Equal([five, five, five], harness.Provider.Dispatches.Skip(2).Select(d => d.At));
        Assert.Equal(3, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Reschedule_to_the_past_contacts_at_once_and_may_be_changed_again()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Hours(1))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(5)));
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(2)));
        harness.Advance(Hours(1));
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine));
        harness.Advance(Hours(24));

        Assert.Equal([Nine, Nine + Hours(1)], harness.Provider.Dispatches.Select(d => d.At));
    }

    [Fact]
    public void Rerun_of_one_contact_opens_the_campaign_again_with_a_whole_budget()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), Many(2));
        harness.Advance(Minutes(1));
        Assert.Equal(CampaignState.Failed, harness.Statistics(campaign).State);

        harness.Do(client => client.RerunContactAsync(campaign, "p00002"));
        harness.Advance(Minutes(1));

        Assert.Equal(["p00002", "p00002"], harness.Provider.Dispatches.Skip(4).Select(d => d.ContactKey));
        Assert.Equal([1, 2, 3, 4], harness.Contact(campaign, "p00002").Timeline.Select(entry => entry.Attempt.Number));
        Assert.Equal((CampaignState.Failed, 2), (harness.Statistics(campaign).State, harness.Statistics(campaign).Failed));
    }

    [Fact]
    public void Rerun_knows_nothing_of_the_run_before()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var retry = StepRetryPolicy.Fixed(10, Seconds(10)).On(AttemptOutcome.Busy, RetryRule.After(Seconds(10), max: 2));
        var campaign = harness.Run(Calls(retry), One());
        harness.Advance(Minutes(5));
        Assert.Equal((3, JobState.Failed), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").State));

        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        harness.Advance(Minutes(5));
        Assert.Equal((6, JobState.Failed), (harness.Provider.Dispatches.Count, harness.Contact(campaign, "ann").State));
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("suppress")]
    [InlineData("reply")]
    [InlineData("opt out")]
    public void Rerun_of_a_contact_that_was_ended_while_live_goes_its_whole_way(string by)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))) with { Exit = new ExitRules { Monitor = false } }, One());
        if (by == "opt out")
        {
            harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.Busy);
            harness.Advance(Seconds(10));
            harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.OptedOut);
        }

        harness.Do(client => by switch
        {
            "remove" => client.RemoveContactAsync(campaign, "ann"),
            "suppress" => client.Reports().SuppressAsync(Suppression.OfContact("default", "ann")),
            "reply" => client.Reports().ReportEventAsync(ContactEvent.OfContact("default", "ann")),
            _ => Task.CompletedTask,
        });
        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.NoAnswer);
        Assert.True(harness.Contact(campaign, "ann").State.IsTerminal());
        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfContact("default", "ann")));
        harness.Do(reports => reports.UnsuppressAsync(Suppression.OfAddress("default", One().Phone.Reveal())));
        var before = harness.Provider.Dispatches.Count;

        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        for (var each = 0; each < 3; each++)
        {
            harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.NoAnswer);
            harness.Advance(Seconds(10));
        }

        Assert.Equal(before + 3, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State); // all steps of the drip are done
    }

    [Theory]
    [InlineData("remove", JobState.Removed)]
    [InlineData("suppress", JobState.Suppressed)]
    [InlineData("reply", JobState.Replied)]
    [InlineData("opt out", JobState.Failed)]
    public void What_is_to_end_a_live_contact_outlives_a_restart(string by, JobState end)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))) with { Exit = new ExitRules { Monitor = false } }, One());
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);
        harness.Advance(Seconds(10));
        harness.Do(client => by switch
        {
            "remove" => client.RemoveContactAsync(campaign, "ann"),
            "suppress" => client.Reports().SuppressAsync(Suppression.OfContact("default", "ann")),
            "reply" => client.Reports().ReportEventAsync(ContactEvent.OfContact("default", "ann")),
            _ => client.Reports().ReportAsync(
                ProviderReport.Ended(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.OptedOut)),
        });
        harness.Restart();
        Assert.Equal(JobState.Live, harness.Contact(campaign, "ann").State);

        harness.Report(harness.Provider.Dispatches[^1].Request.Attempt, AttemptOutcome.NoAnswer);

        Assert.Equal(end, harness.Contact(campaign, "ann").State);
        harness.Advance(Hours(1));
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Time_that_was_asked_for_counts_for_one_attempt()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(10))), One());
        harness.Do(client => client.RescheduleContactAsync(campaign, "ann", Nine + Hours(8)));
        harness.Advance(Hours(12));

        Assert.Equal([0.0, 480, 490], harness.Provider.Dispatches.Select(dispatch => (dispatch.At - Nine).TotalMinutes));
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Rerun_failed_takes_all_that_failed_and_no_others()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(
            request => DispatchResult.Completed(request.Attempt.Job % 3 == 0 ? AttemptOutcome.Completed : AttemptOutcome.Failed));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3000));
        Assert.Equal((1000, 2000), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Failed));

        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Completed));
        Assert.Equal(2000, harness.Do(client => client.RerunFailedAsync(campaign)));

        Assert.Equal((3000, 0), (harness.Statistics(campaign).Completed, harness.Statistics(campaign).Failed));
        Assert.Equal(5000, harness.Provider.Dispatches.Count);
        Assert.Equal(0, harness.Do(client => client.RerunFailedAsync(campaign)));
    }

    [Fact]
    public void Requests_about_ended_or_unknown_contacts_are_refused_by_name()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(Thrice) with { KeepOpen = true }, One());

        Assert.Contains("Completed; it has ended", Refused(client => client.RemoveContactAsync(campaign, "ann")), StringComparison.Ordinal);
        Assert.Contains(
            "Completed; it has ended", Refused(client => client.RescheduleContactAsync(campaign, "ann", Nine)), StringComparison.Ordinal);
        Assert.Contains("no such contact", Refused(client => client.RemoveContactAsync(campaign, "bob")), StringComparison.Ordinal);
        harness.Do(client => client.CancelAsync(campaign));
        Assert.Contains("Canceled", Refused(client => client.RerunContactAsync(campaign, "ann")), StringComparison.Ordinal);

        string Refused(Func<ICampaignClient, Task> request) => Assert.Throws<CampaignException>(() => harness.Do(request)).Message;
    }
}
