using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Corrections of drip steps that other steps have followed, or that are waiting.</summary>
public class CorrectedStepTests
{
    private static readonly StepRetryPolicy Twice = StepRetryPolicy.Fixed(2, Hours(1));

    [Theory]
    [InlineData(AttemptOutcome.Busy, 2)]
    [InlineData(AttemptOutcome.Invalid, 1)]
    public void Correction_of_a_step_that_waits_for_its_channel_between_two_tries_sends_it_no_oftener_than_its_policy_says(
        AttemptOutcome corrected, int tries)
    {
        using var outreach = new Outreach();
        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.NoAnswer);
        var policy = new StepRetryPolicy { Attempts = 2, Delay = Backoff.Fixed(Hours(1)),
            Rules = new Dictionary<AttemptOutcome, RetryRule> { [AttemptOutcome.Invalid] = RetryRule.Never } };
        outreach.Run(Drip(LinkedIn("hi") with { Retry = policy }, CampaignStep.Wait(Days(1)), Email("hello")), Milan);
        outreach.Down(Channels.LinkedIn);
        outreach.AdvanceTo(Hours(2));
        outreach.Ended(outreach.Asked.Single().Attempt, corrected);
        outreach.Answer = _ => DispatchResult.Completed(AttemptOutcome.Completed);
        outreach.Up(Channels.LinkedIn);
        outreach.AdvanceTo(Days(10));

        Assert.Equal([.. Enumerable.Repeat("hi", tries), "hello"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Correction_of_a_step_does_not_lose_another_of_its_group_that_was_set_aside()
    {
        using var outreach = new Outreach { Answer = request => request.Content.Body == "other"
            ? DispatchResult.Accepted()
            : DispatchResult.Completed(AttemptOutcome.Completed) };
        outreach.Run(Drip(Email("other")) with { Exclusivity = Exclusivity.None }, Milan);
        outreach.Down(Channels.Email);
        outreach.Run(Drip(LinkedIn("invitation") with { Retry = Twice }, Email("hello")), Milan);
        outreach.Up(Channels.Email); // the address is still busy
        outreach.Ended(outreach.Asked.Last().Attempt, AttemptOutcome.Busy);
        outreach.Ended(outreach.Asked.First().Attempt);
        outreach.AdvanceTo(Days(5));

        Assert.Equal(["other", "invitation", "invitation", "hello"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Correction_of_a_step_while_another_of_its_group_is_live_sends_neither_again()
    {
        using var outreach = new Outreach { Answer = request => request.Content.Body == "hello"
            ? DispatchResult.Accepted()
            : DispatchResult.Completed(AttemptOutcome.Completed) };
        outreach.Down(Channels.Email);
        outreach.Run(Drip(LinkedIn("invitation") with { Retry = Twice }, Email("hello")), Milan);
        outreach.Up(Channels.Email);
        outreach.Ended(outreach.Asked.First().Attempt, AttemptOutcome.Busy);
        outreach.Ended(outreach.Asked.Last().Attempt);
        outreach.AdvanceTo(Days(5));

        Assert.Equal(["invitation", "hello"], outreach.Sent.Select(sent => sent.What));
    }

    [Fact]
    public void Correction_of_a_step_that_fell_back_for_want_of_an_address_is_retried_where_there_is_one()
    {
        using var outreach = new Outreach();
        outreach.Run(
            Drip(LinkedIn("hi") with { Retry = Twice,
                OnNoAddress = UnavailablePolicy.Fallback(Channels.Email) }, CampaignStep.Wait(Days(1)), Email("more")), WithoutLinkedIn());
        outreach.AdvanceTo(Hours(1));
        outreach.Ended(outreach.Asked.First().Attempt, AttemptOutcome.Busy);
        outreach.AdvanceTo(Hours(3));

        Assert.Equal([Channels.Email, Channels.Email], outreach.Asked.Select(asked => asked.Step.Channel));
    }
}
