using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Hosting;

/// <summary>How long a stop takes, and what happens to dispatches in progress.</summary>
public class StopTests
{
    private readonly MemoryJobStore _store = new();

    [Fact]
    public void Stop_gives_a_provider_that_hangs_its_budget_and_no_more_and_keeps_accepted_attempts_live()
    {
        using var harness = Harness(
            request => request.Contact.Key == "p00001"
                ? Answer(DispatchResult.Accepted())
                : new TaskCompletionSource<DispatchResult>().Task);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(3));

        harness.Dispose();

        Assert.Equal(Seconds(7), harness.Time.Elapsed);
        Assert.Equal([JobState.Live, JobState.Unknown, JobState.Unknown], States(campaign));
        var refusal = Assert.Throws<CampaignException>(() => harness.Statistics(campaign));
        Assert.Equal(CampaignError.Stopped, refusal.Error);
    }

    [Fact]
    public void Stop_ends_with_the_last_answer_and_records_it()
    {
        var answer = new TaskCompletionSource<DispatchResult>();
        using var harness = Harness(_ => answer.Task);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Time.CreateTimer(
            _ => answer.SetResult(DispatchResult.Completed(AttemptOutcome.Completed)), null, Seconds(3), Timeout.InfiniteTimeSpan);

        harness.Dispose();

        Assert.Equal(Seconds(3), harness.Time.Elapsed);
        Assert.Equal([JobState.Completed], States(campaign));
    }

    private CampaignHarness Harness(Func<DispatchRequest, Task<DispatchResult>> dispatch) => new(options =>
    {
        (options.Store, options.ShutdownTimeout) = (_store, Seconds(7));
        options.AddProvider(Channels.Voice, new Answering(request => new(dispatch(request))));
    });

    private static Task<DispatchResult> Answer(DispatchResult result) => Task.FromResult(result);

    private IEnumerable<JobState> States(CampaignId campaign) =>
        _store.ReadJobsAsync(new JobQuery(campaign, new PageLimits(10)), CancellationToken.None).AsTask().Result.Items
            .Select(job => job.Row.State);
}
