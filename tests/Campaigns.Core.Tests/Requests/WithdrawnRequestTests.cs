using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>
/// Until the engine has taken a request, its token withdraws the request without effect. After that, the caller gets the result.
/// </summary>
public class WithdrawnRequestTests
{
    [Fact]
    public async Task Request_with_a_token_that_is_set_off_has_no_effect()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
        var cancelled = new CancellationToken(true);
        var client = harness.Client;
        Task[] requests =
        [
            client.CreateAsync(Calls(StepRetryPolicy.None, name: "other"), cancelled),
            client.AddContactsAsync(campaign, [One()], cancelled),
            client.StartAsync(campaign, cancelled),
            client.CancelAsync(campaign, CancelMode.Drain, cancelled),
            client.ChangeAsync(campaign, settings => settings with { Weight = 7 }, cancelled),
            client.Operations().HoldTenantAsync("default", cancelled),
            client.Reports().SuppressAsync(Suppression.OfContact("default", "ann"), cancelled),
            client.RerunFailedAsync(campaign, cancelled),
            client.PurgeAsync(campaign, cancelled),
        ];

        harness.Settle();

        foreach (var request in requests)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        var only = Assert.Single(harness.Campaigns());
        Assert.Equal((CampaignState.Draft, 0L), (only.State, only.Total));
        harness.Do(start => start.AddContactsAsync(campaign, [One()]));
        harness.Do(start => start.StartAsync(campaign));
        Assert.Single(harness.Provider.Dispatches); // neither the hold nor the suppression took effect
    }

    [Fact]
    public async Task Request_withdrawn_while_it_waits_has_no_effect()
    {
        using var harness = new CampaignHarness();
        using var source = new CancellationTokenSource();
        var request = harness.Client.CreateAsync(Calls(StepRetryPolicy.None), source.Token); // in the inbox, because the loop has not run
        await source.CancelAsync();

        harness.Settle();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Empty(harness.Campaigns());
    }

    [Fact]
    public async Task Request_that_the_engine_has_taken_tells_its_outcome_whatever_its_token_says()
    {
        var store = new GatedStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        using var source = new CancellationTokenSource();
        var gate = store.Close();
        var request = harness.Client.CreateAsync(Calls(StepRetryPolicy.None), source.Token);
        harness.Settle(); // its commit is in progress
        await source.CancelAsync();
        harness.Settle();
        Assert.False(request.IsCompleted);

        gate.SetResult();
        harness.Settle();

        Assert.Equal(new CampaignId(1), await request);
    }

    [Fact]
    public async Task Requests_of_which_the_first_was_taken_are_withdrawn_one_by_one()
    {
        var store = new GatedStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        using var source = new CancellationTokenSource();
        var gate = store.Close();
        var taken = harness.Client.CreateAsync(Calls(StepRetryPolicy.None, name: "taken"), source.Token);
        harness.Settle();
        var waiting = harness.Client.CreateAsync(Calls(StepRetryPolicy.None, name: "waiting"), source.Token);
        await source.CancelAsync();

        gate.SetResult();
        harness.Settle();

        Assert.Equal(new CampaignId(1), await taken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("taken", Assert.Single(harness.Campaigns()).Name);
    }

    [Fact]
    public void Rerun_of_many_that_is_withdrawn_runs_none_that_was_not_taken()
    {
        var store = new GatedStore();
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Failed));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(5));
        harness.Provider.Otherwise(_ => DispatchResult.Accepted());
        using var source = new CancellationTokenSource();
        store.OnFind = source.Cancel; // as soon as the first request is taken

        Assert.ThrowsAny<OperationCanceledException>(() => harness.Do(client => client.RerunFailedAsync(campaign, source.Token)));

        Assert.Equal(5 + 1, harness.Provider.Dispatches.Count);
    }

    private sealed class GatedStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        private Task _gate = Task.CompletedTask;

        public Action? OnFind { get; set; }

        public TaskCompletionSource Close()
        {
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _gate = gate.Task;
            return gate;
        }

        public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            await _gate;
            return await base.CommitAsync(batch, cancellationToken);
        }

        public override ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken)
        {
            OnFind?.Invoke();
            return base.FindJobAsync(job, cancellationToken);
        }
    }
}
