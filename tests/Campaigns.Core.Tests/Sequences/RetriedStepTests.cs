using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>A step whose channel becomes unavailable between two tries keeps its spent tries.</summary>
public class RetriedStepTests
{
    private static readonly StepRetryPolicy Twice = StepRetryPolicy.Fixed(2, Hours(1));
    private static readonly Func<DispatchRequest, DispatchResult> NoAnswer = _ => DispatchResult.Completed(AttemptOutcome.NoAnswer);

    [Fact]
    public void Step_that_becomes_a_task_between_two_tries_keeps_its_spent_tries()
    {
        using var outreach = new Outreach { Answer = NoAnswer };
        var then = UnavailablePolicy.Task(Hours(10), UnavailablePolicy.Fallback(Channels.Email));
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { Retry = Twice,
                OnUnavailable = then }, LinkedIn("second") with { OnUnavailable = UnavailablePolicy.Wait(Days(2)) }), Milan);
        outreach.Down(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(2));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(4));

        Assert.Equal(["hi", "hi", "second"], outreach.Sent.Select(sent => sent.Item1));
        Assert.Equal([1, 2, 1], outreach.Status(campaign).Timeline.Select(entry => entry.Try));
    }

    [Fact]
    public void Step_being_retried_is_not_put_back_by_another_that_was_set_aside()
    {
        using var outreach = new Outreach { Answer = NoAnswer };
        outreach.Down(Channels.LinkedIn);
        outreach.Down(Channels.Email);
        var campaign = outreach.Run(Drip(LinkedIn("hi") with { Retry = Twice }, Email("hello")), Milan);
        outreach.AdvanceTo(Hours(1));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(1.5));
        outreach.Down(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(3));
        outreach.Up(Channels.Email);
        outreach.AdvanceTo(Hours(4));
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(4));

        Assert.Equal(["hi", "hi", "hello"], outreach.Sent.Select(sent => sent.Item1));
        Assert.Equal([1, 2, 1], outreach.Status(campaign).Timeline.Select(entry => entry.Try));
    }

    [Fact]
    public void Step_that_fell_back_from_a_task_stays_on_its_channel_when_its_outcome_is_corrected()
    {
        using var outreach = new Outreach { Answer = _ => DispatchResult.Completed(AttemptOutcome.Failed) };
        var byHand = UnavailablePolicy.Task(Hours(1), UnavailablePolicy.Fallback(Channels.Email));
        var campaign = outreach.Run(
            Drip(LinkedIn("hi") with { Retry = Twice, OnNoAddress = byHand }, CampaignStep.Wait(Days(1)), Email("more")),
            WithoutLinkedIn());
        outreach.AdvanceTo(Hours(1.5));
        var first = outreach.Status(campaign).Timeline.Single();

        outreach.Harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(first.Attempt, AttemptOutcome.NoAnswer)));
        outreach.AdvanceTo(Hours(3));

        var second = outreach.Status(campaign).Timeline[1];
        Assert.Equal((first.Provider, first.Step, 2), (second.Provider, second.Step, second.Try));
    }
}
