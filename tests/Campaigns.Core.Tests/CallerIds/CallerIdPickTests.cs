using Campaigns.Tests.Feed;
using static Campaigns.Tests.CallerIds.CallerIdRun;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.CallerIds;

/// <summary>Which number an attempt gets.</summary>
public class CallerIdPickTests
{
    [Fact]
    public void Numbers_take_turns_in_the_order_of_the_pool()
    {
        using var run = new CallerIdRun(Numbers(First, Second, Third));
        run.Harness.Run(Calls(StepRetryPolicy.None), Many(7));
        Assert.Equal([First, Second, Third, First, Second, Third, First], run.Used);
        Assert.Equal((3L, 2L, 2L), (run[First].SentToday, run[Second].SentToday, run[Third].SentToday));
    }

    [Fact]
    public void Contact_keeps_its_number_over_retries_although_others_were_used_less_and_after_a_restart()
    {
        using var run = new CallerIdRun(Numbers(First, Second));
        run.Harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Busy);
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.Fixed(4, Minutes(1))), [One(), .. Others(1)]);
        run.Harness.Run(Calls(StepRetryPolicy.None, name: "others"), Many(1));
        Assert.Equal([First, Second, First], run.Used); // now the first one has been used more
        run.Harness.Provider.Answers(AttemptOutcome.NoAnswer);

        run.Harness.Advance(Minutes(1));
        run.Harness.Restart();
        run.Harness.Advance(Minutes(1));

        Assert.Equal([First, First, First], run.Harness.Contact(campaign, "ann").Timeline.Select(attempt => attempt.CallerId));
    }

    [Fact]
    public void Contact_whose_number_has_no_room_takes_another_and_keeps_that_one()
    {
        using var run = new CallerIdRun([new CallerId(First) { MaxConcurrent = 1 }, new CallerId(Second)]);
        run.Harness.Provider.Answers(AttemptOutcome.Busy).Accepts();
        var campaign = run.Harness.Run(Calls(StepRetryPolicy.Fixed(3, Minutes(1))), One());
        run.TurnOff(Second);
        run.Harness.Run(Calls(StepRetryPolicy.None, name: "others"), Many(1)); // holds the first number
        run.Change(Second, new CallerIdSettings());

        run.Harness.Advance(Minutes(1));
        Assert.Equal([First, First, Second], run.Used);
        run.Harness.Report(run.Harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Completed);
        run.Harness.Report(run.Harness.Provider.Dispatches[2].Request.Attempt, AttemptOutcome.Busy);
        run.Harness.Advance(Minutes(1));

        Assert.Equal([First, Second, Second], run.Harness.Contact(campaign, "ann").Timeline.Select(attempt => attempt.CallerId));
    }

    [Fact]
    public void Provider_without_caller_ids_gets_none_and_a_refused_caller_id_counts_as_not_placed()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.CallerIdRefused("blocked"));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Null(harness.Provider.Dispatches.Single().Request.CallerId);
        Assert.Empty(harness.Do(operations => operations.ListProvidersAsync())[0].CallerIds);

        harness.Advance(Seconds(1)); // the pause after a refusal of the contact
        var timeline = harness.Contact(campaign, "ann").Timeline;
        Assert.Equal([(AttemptOutcome.NotPlaced, (string?)null), (AttemptOutcome.Completed, null)], timeline.Select(
            attempt => (attempt.Outcome, attempt.CallerId)));
    }

    [Fact]
    public void Change_feed_tells_the_number()
    {
        using var run = new CallerIdRun(Numbers(First));
        run.Harness.Subscribe("reader");
        run.Harness.Run(Calls(StepRetryPolicy.None), One());
        Assert.Equal(First, run.Harness.Read().First(change => change.Kind == ChangeKinds.AttemptEnded).CallerId);
    }
}
