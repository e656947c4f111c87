using static Campaigns.Tests.People;

namespace Campaigns.Tests.Lifecycle;

/// <summary>The two tests of the first brief and its stretch goals. They assert every instant, and that nothing follows.</summary>
public class BriefTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void Campaign_of_n_attempts_retries_at_the_interval(int n)
    {
        using var harness = new CampaignHarness();
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.NoAnswer));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(n, Seconds(10))), One());

        harness.Advance(Hours(24));

        Assert.Equal(Enumerable.Range(0, n).Select(i => Nine + Seconds(10 * i)), harness.Provider.Dispatches.Select(d => d.At));
        Assert.Equal(Enumerable.Range(1, n), harness.Provider.Dispatches.Select(d => d.Request.Try));
        var statistics = harness.Statistics(campaign);
        Assert.Equal(CampaignState.Failed, statistics.State);
        Assert.Equal((1, n - 1), (statistics.Failed, statistics.RetriesAttempted));
        Assert.Equal(Nine + Seconds(10 * (n - 1)), statistics.EndedAt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Campaign_of_n_steps_retries_at_the_interval(int n)
    {
        using var harness = new CampaignHarness();
        for (var step = 0; step < n; step++)
        {
            harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.NoAnswer, AttemptOutcome.Completed);
        }

        var steps = new List<CampaignStep>();
        for (var step = 0; step < n; step++)
        {
            steps.Add(CampaignStep.Call(StepRetryPolicy.Fixed(3, Seconds(10))));
            steps.Add(CampaignStep.Wait(Minutes(5)));
        }

        steps.RemoveAt(steps.Count - 1);
        var campaign = harness.Run(new CampaignDefinition { Name = "steps", Steps = steps }, One());

        harness.Advance(Hours(24));

        var expected = Enumerable.Range(0, n)
            .SelectMany(
                step => Enumerable.Range(0, 3).Select(attempt => Nine + (step * (Seconds(20) + Minutes(5))) + Seconds(10 * attempt)));
        Assert.Equal(expected, harness.Provider.Dispatches.Select(d => d.At));
        var timeline = harness.Contact(campaign, "ann").Timeline;
        Assert.Equal(Enumerable.Range(0, n).SelectMany(step => Enumerable.Repeat(2 * step, 3)), timeline.Select(entry => entry.Step));
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
        Assert.Equal(JobState.Completed, harness.Contact(campaign, "ann").State);
    }

    [Fact]
    public void Campaign_with_future_start_waits_then_runs()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Answers(AttemptOutcome.NoAnswer, AttemptOutcome.Busy, AttemptOutcome.Completed);
        var start = Nine + Hours(3);
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(3, Seconds(10))) with { Start = start }, One());

        Assert.Equal(CampaignState.Scheduled, harness.Statistics(campaign).State);
        harness.AdvanceTo(start - TimeSpan.FromTicks(1));
        Assert.Empty(harness.Provider.Dispatches);

        harness.Advance(Hours(24));

        Assert.Equal([start, start + Seconds(10), start + Seconds(20)], harness.Provider.Dispatches.Select(d => d.At));
        Assert.Equal(start, harness.Statistics(campaign).StartedAt);
        Assert.Equal(CampaignState.Completed, harness.Statistics(campaign).State);
    }

    [Fact]
    public void Campaign_with_past_start_begins_at_once()
    {
        using var harness = new CampaignHarness();
        harness.Run(Calls(StepRetryPolicy.None) with { Start = Nine - Hours(5) }, One());

        Assert.Equal([Nine], harness.Provider.Dispatches.Select(d => d.At));
    }

    [Fact]
    public void Retry_interval_counts_from_the_recorded_outcome_of_an_accepted_call()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Accepts();
        harness.Run(Calls(StepRetryPolicy.Fixed(2, Seconds(10))), One());

        harness.Advance(Seconds(42));
        harness.Report(harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);
        harness.Advance(Seconds(10));

        Assert.Equal([Nine, Nine + Seconds(52)], harness.Provider.Dispatches.Select(d => d.At));
    }
}
