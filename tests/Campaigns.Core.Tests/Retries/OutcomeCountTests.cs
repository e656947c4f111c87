using static Campaigns.Tests.People;

namespace Campaigns.Tests.Retries;

/// <summary>A retry rule for one outcome counts only that outcome, up to the maximum number of attempts.</summary>
public class OutcomeCountTests
{
    private static readonly AttemptOutcome[] Retryable =
        [AttemptOutcome.Failed, AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Machine, AttemptOutcome.Rejected,
            AttemptOutcome.Invalid];

    public static TheoryData<AttemptOutcome, int> Limits()
    {
        var data = new TheoryData<AttemptOutcome, int>();
        foreach (var outcome in Retryable)
        {
            foreach (var max in new[] { 7, 15, 16, 31, 63, 127, 128, StepRetryPolicy.MaxAttempts - 1 })
            {
                data.Add(outcome, max);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void Outcome_causes_as_many_retries_as_its_rule_allows(AttemptOutcome outcome, int max)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(outcome));
        var campaign = harness.Run(
            Calls(StepRetryPolicy.Fixed(StepRetryPolicy.MaxAttempts, Seconds(1)).On(outcome, RetryRule.After(Seconds(1), max))), One());
        harness.Advance(Seconds(max / 2));
        harness.Restart();
        harness.Advance(Minutes(10));

        Assert.Equal(1 + max, harness.Provider.Dispatches.Count);
        Assert.Equal((JobState.Failed, 1 + max), (harness.Contact(campaign, "ann").State, harness.Contact(campaign, "ann").Attempts));
    }

    [Fact]
    public void Outcomes_in_turn_are_counted_each_for_itself()
    {
        var policy = Retryable.Aggregate(
            StepRetryPolicy.Fixed(StepRetryPolicy.MaxAttempts, Seconds(1)),
            (rules, each) => rules.On(each, RetryRule.After(Seconds(1), max: 40)));
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(request => DispatchResult.Completed(Retryable[request.Try % Retryable.Length]));
        var campaign = harness.Run(Calls(policy), One());
        harness.Advance(Minutes(10));

        Assert.Equal((40 * Retryable.Length) + 1, harness.Provider.Dispatches.Count);
        Assert.All(Retryable, outcome => Assert.InRange(harness.Statistics(campaign).Outcomes[outcome], 40, 41));
    }

    [Fact]
    public void Delay_of_a_rule_grows_with_its_own_outcome_however_often_others_came()
    {
        using var harness = new CampaignHarness();
        var delays = Backoff.List([.. Enumerable.Range(1, 30).Select(number => Seconds(number))]);
        harness.Provider.Otherwise(
            request => DispatchResult.Completed(request.Try % 2 == 0 ? AttemptOutcome.NoAnswer : AttemptOutcome.Machine));
        harness.Run(Calls(StepRetryPolicy.Fixed(61, Seconds(100)).On(AttemptOutcome.Machine, RetryRule.After(delays))), One());
        harness.Advance(Hours(2));

        var times = harness.Provider.Dispatches.Select(dispatch => dispatch.At).ToList();
        Assert.Equal(61, times.Count);
        Assert.Equal(
            Enumerable.Range(1, 30).Select(number => Seconds(number)),
            Enumerable.Range(0, 30).Select(pair => times[(2 * pair) + 1] - times[2 * pair]));
    }

    [Fact]
    public void Limits_of_an_outcome_count_anew_in_each_step()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.Completed);
        var retry = StepRetryPolicy.Fixed(4, Minutes(1)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(1), max: 1));
        var campaign =
            harness.Run(new CampaignDefinition { Name = "two", Steps = [CampaignStep.Call(retry), CampaignStep.Call(retry)] }, One());
        harness.Advance(Hours(1));

        Assert.Equal(4, harness.Provider.Dispatches.Count);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }
}
