using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Steps that are assigned to a person as a task.</summary>
public class TaskTests
{
    private static CampaignDefinition ByHand(TimeSpan? atMost = null, UnavailablePolicy? then = null) => Drip(
        LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Task(atMost, then), Subject = "about" }, Email("hello"),
        CampaignStep.Wait(Days(1)), Email("after"));

    [Fact]
    public void Task_says_what_is_to_be_done_and_for_whom_and_blocks_no_other_step_of_the_group()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(ByHand(Hours(12)), Milan);

        Assert.Equal([("hello", Hours(0))], outreach.Sent);
        Assert.Equal((JobState.Waiting, WaitingFor.Task, Nine + Hours(12)), outreach.Wait(campaign));
        var task = Assert.Single(Tasks(outreach, campaign));
        Assert.Equal((campaign, "milan", 0), (task.Campaign, task.Contact.Key, task.Step));
        Assert.Equal((Channels.LinkedIn, "hi", "about"), (task.Message.Channel, task.Content?.Body, task.Content?.Subject));
        Assert.Equal((Nine, Nine + Hours(12)), (task.Since, task.Until));
        Assert.Equal(1, outreach.Harness.Statistics(campaign).Waiting[WaitingFor.Task]);
    }

    [Theory]
    [InlineData(ManualTaskResult.Done)]
    [InlineData(ManualTaskResult.Skipped)]
    [InlineData(ManualTaskResult.Failed)]
    public void Completed_task_lets_the_job_go_on_and_the_delay_begins_then(ManualTaskResult result)
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(ByHand(), Milan);
        outreach.AdvanceTo(Hours(5));

        outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, "milan", result));
        outreach.AdvanceTo(Days(3));

        Assert.Equal([("hello", Hours(0)), ("after", Hours(29))], outreach.Sent);
        Assert.Empty(Tasks(outreach, campaign));
        Assert.Equal(
            result == ManualTaskResult.Done ? ["person"] : [],
            outreach.Status(campaign).Timeline.Where(entry => entry.Step == 0).Select(entry => entry.Provider));
    }

    [Fact]
    public void Task_that_is_done_counts_as_completed_in_the_figures_and_for_branches()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Answer = request => DispatchResult.Completed(
            request.Content.Body == "call" ? AttemptOutcome.NoAnswer : AttemptOutcome.Completed);
        var drip = Drip(
            Email("call") with { Retry = StepRetryPolicy.None },
            CampaignStep.Wait(Hours(1)),
            LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Task() },
            CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Completed), "done"),
            Email("never"),
            CampaignStep.Exit(),
            Email("done") with { Name = "done" });
        var campaign = outreach.Run(drip, Milan);
        outreach.AdvanceTo(Hours(2));
        outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, "milan", ManualTaskResult.Done));

        Assert.Equal(["call", "done"], outreach.Sent.Select(sent => sent.What));
        Assert.Equal((1L, 2L), (outreach.Harness.Statistics(campaign).Outcomes[AttemptOutcome.NoAnswer], outreach.Harness.Statistics(campaign).Outcomes[AttemptOutcome.Completed]));
    }

    [Fact]
    public void Failed_task_ends_the_job_when_the_step_is_to()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Task(),
                OnFailure = StepFailure.EndJob }, CampaignStep.Wait(Days(1)), Email("b")), Milan);

        outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, "milan", ManualTaskResult.Failed));

        Assert.Equal(JobState.Failed, outreach.State(campaign));
    }

    [Fact]
    public void Task_that_is_done_ends_the_job_when_that_outcome_is_to()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Task() }, CampaignStep.Wait(Days(1)), Email("b")) with { Exit = new ExitRules { Outcomes = [AttemptOutcome.Completed] } }, Milan);

        outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, "milan", ManualTaskResult.Done));

        Assert.Equal(JobState.Completed, outreach.State(campaign));
    }

    [Fact]
    public void Task_completed_too_late_or_twice_is_refused_and_changes_nothing()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(ByHand(Hours(6)), Milan, Person("ann"));
        outreach.AdvanceTo(Hours(1));
        outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, "ann", ManualTaskResult.Done));
        Refuses("ann");
        Refuses("nobody");

        outreach.AdvanceTo(Hours(6));
        Refuses("milan");
        outreach.AdvanceTo(Days(3));

        Assert.Equal(
            [("ann", Hours(25)), ("milan", Hours(30))], outreach.SentTo.Zip(outreach.Sent, (to, sent) => (to.Key, sent.At)).Skip(2));

        void Refuses(string key) => Assert.Throws<CampaignException>(() => outreach.Harness.Do(operations =>
            operations.CompleteTaskAsync(campaign, key, ManualTaskResult.Done)));
    }

    [Fact]
    public void Task_whose_time_is_over_does_what_comes_then()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        outreach.Run(ByHand(Hours(6), UnavailablePolicy.Fallback(Channels.Email)), Milan);

        outreach.AdvanceTo(Days(2));

        Assert.Equal([("hello", Hours(0)), ("hi", Hours(6)), ("after", Hours(30))], outreach.Sent);
    }

    [Fact]
    public void Channel_s_return_leaves_a_task_to_its_person()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(ByHand(Days(2)), Milan);

        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(1));

        Assert.Equal([("hello", Hours(0))], outreach.Sent);
        Assert.Single(Tasks(outreach, campaign));
    }

    [Fact]
    public void Waiting_for_the_channel_may_end_in_a_task_and_a_missing_address_may_be_one()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var policy = UnavailablePolicy.Wait(Hours(6), UnavailablePolicy.Task(Days(1)));
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = policy, OnNoAddress = UnavailablePolicy.Task() }), Milan,
            new Contact("ann", "+1 555 010 0001"));
        Assert.Equal("ann", Assert.Single(Tasks(outreach, campaign)).Contact.Key);

        outreach.AdvanceTo(Hours(6));

        Assert.Equal(
            [("milan", Nine + Hours(30)), ("ann", Nine + Days(30))],
            Tasks(outreach, campaign).Select(task => (task.Contact.Key, task.Until ?? Nine + Days(30))));
    }

    [Fact]
    public void Reply_and_expiry_end_a_job_with_a_task()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(ByHand(), Milan, Person("ann"));

        outreach.Reply();
        Assert.Equal("ann", Assert.Single(Tasks(outreach, campaign)).Contact.Key);
        outreach.AdvanceTo(Days(31));

        Assert.Empty(Tasks(outreach, campaign));
        Assert.Equal((JobState.Replied, JobState.Expired), (outreach.State(campaign), outreach.State(campaign, "ann")));
    }

    [Fact]
    public void Tasks_are_listed_with_those_that_expire_first_first_and_as_many_as_asked_for()
    {
        using var outreach = new Outreach();
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(ByHand(Hours(10)), Person("a"));
        outreach.AdvanceTo(Hours(1));
        outreach.Harness.Do(client => client.AddContactsAsync(campaign, [Person("b"), Person("c")]));

        Assert.Equal(["a", "b", "c"], Tasks(outreach, campaign).Select(task => task.Contact.Key));
        Assert.Equal(["a", "b"], outreach.Harness.Do(operations =>
            operations.ListTasksAsync(campaign, null, 2)).Items.Select(task => task.Contact.Key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contact_by_a_person_counts_towards_a_cap_and_goes_on_counting_after_a_restart(bool restart)
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 2)] }));
        outreach.Down(Channels.LinkedIn);
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { OnUnavailable = UnavailablePolicy.Task() }, CampaignStep.Wait(Hours(1)), LinkedIn("after")), Milan);
        outreach.Harness.Do(operations => operations.CompleteTaskAsync(campaign, "milan", ManualTaskResult.Done));
        outreach.Up(Channels.LinkedIn);
        if (restart)
        {
            outreach.Harness.Restart();
        }

        outreach.AdvanceTo(Days(10));

        Assert.Equal([("after", Days(2))], outreach.Sent);
    }

    private static IReadOnlyList<ManualTask> Tasks(Outreach outreach, CampaignId campaign) => outreach.Harness.Tasks(campaign);
}
