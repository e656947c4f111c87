using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

public class RetryPolicyTests
{
    /// <summary>Retries a busy line after five minutes, at most three times, and no answer after an hour.</summary>
    private static readonly StepRetryPolicy ByOutcome = StepRetryPolicy.Fixed(10, Minutes(10))
        .On(AttemptOutcome.Busy, RetryRule.After(Minutes(5), max: 3))
        .On(AttemptOutcome.NoAnswer, RetryRule.After(Hours(1)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(StepRetryPolicy.MaxAttempts)]
    public void Attempts_count_the_first_one_in(int attempts)
    {
        var policy = StepRetryPolicy.Fixed(attempts, Seconds(10));

        var delays = Enumerable.Range(1, attempts).Select(tried => policy.NextDelay(AttemptOutcome.NoAnswer, tried, tried, 0.5)).ToList();

        Assert.Equal(Enumerable.Repeat<TimeSpan?>(Seconds(10), attempts - 1).Append(null), delays);
    }

    [Fact]
    public void Policy_s_own_delay_grows_with_every_attempt_of_the_step()
    {
        var policy = new StepRetryPolicy { Attempts = 5, Delay = Backoff.Exponential(Seconds(10), Hours(1)) };

        Assert.Equal(Seconds(10), policy.NextDelay(AttemptOutcome.Busy, tried: 1, ofThisOutcome: 1, 0.5));
        Assert.Equal(Seconds(20), policy.NextDelay(AttemptOutcome.NoAnswer, tried: 2, ofThisOutcome: 1, 0.5));
        Assert.Equal(Seconds(40), policy.NextDelay(AttemptOutcome.Busy, tried: 3, ofThisOutcome: 2, 0.5));
    }

    [Fact]
    public void Rule_s_delay_grows_with_the_retries_of_its_outcome_alone()
    {
        var policy = StepRetryPolicy.Fixed(10, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Backoff.List(Minutes(1), Minutes(2))));

        Assert.Equal(Minutes(1), policy.NextDelay(AttemptOutcome.Busy, tried: 4, ofThisOutcome: 1, 0.5));
        Assert.Equal(Minutes(2), policy.NextDelay(AttemptOutcome.Busy, tried: 5, ofThisOutcome: 2, 0.5));
    }

    [Fact]
    public void Rule_without_a_delay_takes_the_policy_s()
    {
        var policy = StepRetryPolicy.Fixed(10, Minutes(10)).On(AttemptOutcome.Invalid, new RetryRule(null, 1));

        Assert.Equal(Minutes(10), policy.NextDelay(AttemptOutcome.Invalid, tried: 1, ofThisOutcome: 1, 0.5));
        Assert.Null(policy.NextDelay(AttemptOutcome.Invalid, tried: 2, ofThisOutcome: 2, 0.5));

        var growing = policy with { Delay = Backoff.Exponential(Minutes(1), Hours(10)) };
        Assert.Equal(Minutes(4), growing.NextDelay(AttemptOutcome.Invalid, tried: 3, ofThisOutcome: 1, 0.5));
    }

    [Fact]
    public void Busy_is_retried_three_times_and_no_more()
    {
        Assert.Equal(
            [Minutes(5), Minutes(5), Minutes(5), null],
            Enumerable.Range(1, 4).Select(busy => ByOutcome.NextDelay(AttemptOutcome.Busy, tried: busy, ofThisOutcome: busy, 0.5)));
    }

    [Fact]
    public void Outcome_s_maximum_counts_inside_the_policy_s_attempts()
    {
        var policy = StepRetryPolicy.Fixed(3, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(5), max: 100));

        Assert.Equal(Minutes(5), policy.NextDelay(AttemptOutcome.Busy, tried: 2, ofThisOutcome: 2, 0.5));
        Assert.Null(policy.NextDelay(AttemptOutcome.Busy, tried: 3, ofThisOutcome: 3, 0.5));
    }

    [Fact]
    public void Invalid_is_never_retried_without_a_rule_of_its_own()
    {
        Assert.Null(ByOutcome.NextDelay(AttemptOutcome.Invalid, tried: 1, ofThisOutcome: 1, 0.5));
        Assert.Equal(
            Minutes(1),
            ByOutcome.On(AttemptOutcome.Invalid, RetryRule.After(Minutes(1))).NextDelay(
                AttemptOutcome.Invalid, tried: 1, ofThisOutcome: 1, 0.5));
    }

    [Fact]
    public void Never_ends_the_step_at_once()
    {
        var policy = ByOutcome.On(AttemptOutcome.Rejected, RetryRule.Never);

        Assert.Null(policy.NextDelay(AttemptOutcome.Rejected, tried: 1, ofThisOutcome: 1, 0.5));
        Assert.Equal(Minutes(10), policy.NextDelay(AttemptOutcome.Machine, tried: 1, ofThisOutcome: 1, 0.5));
    }

    [Fact]
    public void Opting_out_is_never_retried_even_if_a_rule_got_past_the_check()
    {
        var policy = ByOutcome.On(AttemptOutcome.OptedOut, RetryRule.After(Minutes(1)));

        Assert.Null(policy.NextDelay(AttemptOutcome.OptedOut, tried: 1, ofThisOutcome: 1, 0.5));
    }

    [Theory]
    [InlineData(AttemptOutcome.OptedOut)]
    [InlineData(AttemptOutcome.Completed)]
    [InlineData(AttemptOutcome.Unknown)]
    [InlineData(AttemptOutcome.Aborted)]
    [InlineData(AttemptOutcome.Throttled)]
    [InlineData(AttemptOutcome.NotPlaced)]
    [InlineData(AttemptOutcome.NotSent)]
    [InlineData(AttemptOutcome.None)]
    public void Rule_for_an_outcome_that_is_never_retried_is_a_problem(AttemptOutcome outcome)
    {
        var definition = Calls(ByOutcome.On(outcome, RetryRule.After(Minutes(1))));

        Assert.Equal(
            [$"Steps[0].Retry.Rules[{outcome}] is {outcome}: give rules only for contact outcomes that may be retried."],
            definition.Validate());
    }

    [Theory]
    [InlineData(AttemptOutcome.Failed)]
    [InlineData(AttemptOutcome.NoAnswer)]
    [InlineData(AttemptOutcome.Busy)]
    [InlineData(AttemptOutcome.Machine)]
    [InlineData(AttemptOutcome.Rejected)]
    [InlineData(AttemptOutcome.Invalid)]
    public void Rule_for_any_other_outcome_is_fine(AttemptOutcome outcome) =>
        Assert.Empty(Calls(ByOutcome.On(outcome, RetryRule.After(Minutes(1), max: StepRetryPolicy.MaxAttempts))).Validate());

    [Fact]
    public void Adding_a_rule_leaves_the_policy_it_was_added_to_as_it_was()
    {
        var before = StepRetryPolicy.Fixed(3, Minutes(1));

        var after = before.On(AttemptOutcome.Busy, RetryRule.Never).On(AttemptOutcome.Busy, RetryRule.After(Minutes(2)));

        Assert.Empty(before.Rules);
        Assert.Equal(Minutes(2), Assert.Single(after.Rules).Value.Delay?.Delay(1, 0.5));
    }

    [Fact]
    public void Defaults_are_those_documented()
    {
        Assert.Equal((3, Minutes(10)), (new StepRetryPolicy().Attempts, new StepRetryPolicy().Delay.Delay(1, 0.5)));
        Assert.Equal(0, new StepRetryPolicy().Delay.Jitter);
        Assert.Empty(new StepRetryPolicy().Rules);
        Assert.Equal(1, StepRetryPolicy.None.Attempts);
    }

    [Fact]
    public void Busy_and_no_answer_are_retried_each_by_its_rule_in_a_running_campaign()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(
            AttemptOutcome.Busy, AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Machine, AttemptOutcome.Busy,
            AttemptOutcome.Busy);
        var campaign = harness.Run(Calls(ByOutcome), One());

        harness.Advance(Hours(48));

        double[] minutes = [0, 5, 65, 70, 80, 85];
        Assert.Equal(minutes.Select(minute => Nine + Minutes(minute)), harness.Provider.Dispatches.Select(d => d.At));
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Outcomes_are_counted_for_each_step_anew()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Completed);
        var once = StepRetryPolicy.Fixed(5, Minutes(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(5), max: 1));
        var campaign =
            harness.Run(new CampaignDefinition { Name = "twice", Steps = [CampaignStep.Call(once), CampaignStep.Call(once)] }, One());

        harness.Advance(Hours(48));

        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
        Assert.Equal([1, 2, 1, 2], harness.Provider.Dispatches.Select(d => d.Request.Try));
    }

    [Theory]
    [InlineData(AttemptOutcome.Invalid)]
    [InlineData(AttemptOutcome.OptedOut)]
    public void Running_campaign_tries_nobody_again_who_cannot_or_will_not_be_reached(AttemptOutcome outcome)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(outcome));
        var campaign = harness.Run(Calls(ByOutcome), One());

        harness.Advance(Hours(48));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Equal(JobState.Failed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Jitter_spreads_the_retries_of_a_burst_inside_its_bounds()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var policy = new StepRetryPolicy { Attempts = 2, Delay = Backoff.Fixed(Minutes(10)).WithJitter(0.1) };
        harness.Run(Calls(policy, maxConcurrent: 200), Many(200));

        harness.Advance(Hours(1));

        var retries = harness.Provider.Dispatches.Skip(200).Select(d => d.At).ToList();
        Assert.Equal(200, retries.Count);
        Assert.All(retries, at => Assert.InRange(at, Nine + Minutes(9), Nine + Minutes(11)));
        Assert.InRange(retries.Distinct().Count(), 150, 200);
        Assert.InRange(retries[^1] - retries[0], Minutes(1.8), Minutes(2));
    }
}
