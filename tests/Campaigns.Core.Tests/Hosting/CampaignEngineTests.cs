using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Hosting;

/// <summary>An engine built without a host: start, stop, and requests before and after.</summary>
public class CampaignEngineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Request> Requests { get; } =
    [
        new Request("create", client => client.CreateAsync(Calls(StepRetryPolicy.None))),
        new Request("add contacts", client => client.AddContactsAsync(new CampaignId(1), Many(3))),
        new Request("start", client => client.StartAsync(new CampaignId(1))),
        new Request("pause", client => client.PauseAsync(new CampaignId(1))),
        new Request("resume", client => client.ResumeAsync(new CampaignId(1))),
        new Request("cancel", client => client.CancelAsync(new CampaignId(1))),
        new Request("change", client => client.ChangeAsync(new CampaignId(1), settings => settings with { Weight = 2 })),
        new Request("remove", client => client.RemoveContactAsync(new CampaignId(1), "ann")),
        new Request("reschedule", client => client.RescheduleContactAsync(new CampaignId(1), "ann", Nine)),
        new Request("rerun", client => client.RerunContactAsync(new CampaignId(1), "ann")),
        new Request("rerun failed", client => client.RerunFailedAsync(new CampaignId(1))),
        new Request("hold", client => client.Operations().HoldAllAsync()),
        new Request("release", client => client.Operations().ReleaseAllAsync()),
        new Request("report", client => client.Reports().ReportAsync(ProviderReport.Ended(new AttemptId(1, 1, 1), AttemptOutcome.Busy))),
        new Request("statistics", client => client.GetStatisticsAsync(new CampaignId(1))),
        new Request("list", client => client.ListAsync()),
        new Request("contact", client => client.GetContactAsync(new CampaignId(1), "ann")),
    ];

    [Fact]
    public async Task Engine_built_by_hand_runs_a_campaign()
    {
        var dispatched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var provider = new Answering(_ =>
        {
            dispatched.TrySetResult();
            return new(DispatchResult.Completed(AttemptOutcome.Completed));
        });
        await using var engine = new CampaignEngine(new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider("voice", provider));
        await engine.StartAsync(Cancel);
        var campaign = await engine.Client.CreateAsync(Calls(StepRetryPolicy.None), Cancel);
        await engine.Client.AddContactsAsync(campaign, [One()], Cancel);

        await engine.Client.StartAsync(campaign, Cancel);

        await dispatched.Task.WaitAsync(Limit, Cancel);
        Assert.False(engine.Completion.IsCompleted);
        await engine.StopAsync(Cancel);
        Assert.True(engine.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void Options_with_problems_build_no_engine()
    {
        var options = new CampaignsOptions { Random = null!, LoggerFactory = null!, MaxConcurrent = -1 };

        var refusal = Assert.Throws<CampaignException>(() => new CampaignEngine(options));

        Assert.Equal(CampaignError.Invalid, refusal.Error);
        string[] problems = ["5 problem(s)", "Store is missing", "Random is missing", "LoggerFactory is missing", "MaxConcurrent is -1"];
        Assert.All(problems, problem => Assert.Contains(problem, refusal.Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentNullException>(() => new CampaignEngine(null!));
    }

    [Fact]
    public async Task Engine_starts_once()
    {
        await using var engine = New();
        await engine.StartAsync(Cancel);

        var refusal = await Assert.ThrowsAsync<CampaignException>(() => engine.StartAsync(Cancel));

        Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
        Assert.Equal("The engine was already started and is running, or about to run. Use it.", refusal.Message);
        Assert.Empty((await engine.Client.ListAsync(cancellationToken: Cancel)).Items); // the engine keeps running
    }

    [Fact]
    public async Task Engine_stopped_before_its_start_never_starts()
    {
        var engine = New();

        await engine.StopAsync(Cancel);

        Assert.Equal(CampaignError.Stopped, (await RefusedAsync(engine.Client.ListAsync(cancellationToken: Cancel))).Error);
        Assert.Equal(CampaignError.Stopped, (await RefusedAsync(engine.StartAsync(Cancel))).Error);
        Assert.True(engine.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stop_may_be_asked_for_again_and_by_many_at_once()
    {
        var engine = New();
        await engine.StartAsync(Cancel);

        var stops = Enumerable.Range(0, 8).Select(_ => engine.StopAsync(Cancel));
        await Task.WhenAll(stops).WaitAsync(Limit, Cancel);
        await engine.StopAsync(Cancel);
        await engine.DisposeAsync();

        Assert.True(engine.Completion.IsCompletedSuccessfully);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_after_the_stop_is_refused(Request request)
    {
        var engine = New();
        await engine.StartAsync(Cancel);
        await engine.StopAsync(Cancel);

        var refusal = await RefusedAsync(request.Ask(engine.Client));

        Assert.Equal((CampaignError.Stopped, "The engine has stopped."), (refusal.Error, refusal.Message));
    }

    [Fact]
    public async Task Events_end_with_the_engine_for_readers_that_come_too_late_as_well()
    {
        var engine = New();
        await engine.StartAsync(Cancel);
        var before = ReadAllAsync(engine.Client);
        await engine.StopAsync(Cancel);
        await before.WaitAsync(Limit, Cancel);

        var after = ReadAllAsync(engine.Client);

        await after.WaitAsync(Limit, Cancel);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_before_the_start_is_refused_at_once(Request request)
    {
        await using var engine = New();

        var refusal = await RefusedAsync(request.Ask(engine.Client));

        Assert.Equal(CampaignError.NotStarted, refusal.Error);
        Assert.Contains("StartAsync", refusal.Message, StringComparison.Ordinal);
        await engine.StartAsync(Cancel);
        Assert.Empty((await engine.Client.ListAsync(cancellationToken: Cancel)).Items); // the refused request has no later effect
    }

    [Fact]
    public async Task Requests_while_the_store_is_being_read_wait_for_it_and_then_succeed()
    {
        var store = new OpeningStore();
        await using var engine = New(options => (options.InboxCapacity, options.Store) = (4, store)); // most of them also wait for room
        var start = engine.StartAsync(Cancel);
        var creations = Enumerable.Range(0, 50)
            .Select(i => engine.Client.CreateAsync(Calls(StepRetryPolicy.None, name: $"c{i}"), Cancel))
            .ToList();
        Assert.DoesNotContain(creations, creation => creation.IsCompleted);

        store.Opens.SetResult();
        await start;

        var ids = await Task.WhenAll(creations).WaitAsync(Limit, Cancel);
        Assert.Equal(Enumerable.Range(1, 50).Select(id => (long)id), ids.Select(id => id.Value).Order());
        Assert.Equal([1L, 2L, 3L, 4L], ids.Take(4).Select(id => id.Value));
    }

    [Fact]
    public async Task Requests_that_wait_for_room_are_refused_when_the_start_fails()
    {
        var store = new OpeningStore();
        var engine = New(options => (options.InboxCapacity, options.Store) = (1, store));
        var start = engine.StartAsync(Cancel);
        var requests = Enumerable.Range(0, 10).Select(_ => engine.Client.ListAsync(cancellationToken: Cancel)).ToList();

        store.Opens.SetException(new IOException("down"));

        await RefusedAsync(start);
        foreach (var request in requests)
        {
            Assert.Equal(CampaignError.Faulted, (await RefusedAsync(request)).Error);
        }
    }

    [Fact]
    public async Task Request_that_waits_for_the_store_may_be_withdrawn()
    {
        var store = new OpeningStore();
        await using var engine = New(options => options.Store = store);
        var start = engine.StartAsync(Cancel);
        using var giveUp = new CancellationTokenSource();
        var request = engine.Client.ListAsync(cancellationToken: giveUp.Token);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        store.Opens.SetResult();
        await start;
    }

    [Fact]
    public async Task Store_that_cannot_be_opened_fails_the_start_by_name()
    {
        await using var engine = New(options => options.Store = new Unreadable());

        var refusal = await RefusedAsync(engine.StartAsync(Cancel));

        var reason = Assert.IsType<IOException>(refusal.InnerException);
        Assert.Equal((CampaignError.StoreFailed, $"The store cannot be opened: {reason.Message}"), (refusal.Error, refusal.Message));
        var late = await RefusedAsync(engine.Client.ListAsync(cancellationToken: Cancel));
        Assert.Equal((CampaignError.Faulted, refusal), (late.Error, late.InnerException));
        Assert.Contains("The store cannot be opened", late.Message, StringComparison.Ordinal);
    }

    private static CampaignEngine New(Action<CampaignsOptions>? configure = null)
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore() };
        configure?.Invoke(options);
        return new(options.AddProvider("voice", new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)))));
    }

    private static async Task<CampaignException> RefusedAsync(Task request) =>
        await Assert.ThrowsAsync<CampaignException>(() => request.WaitAsync(Limit, Cancel));

    private static async Task ReadAllAsync(ICampaignClient client)
    {
        await foreach (var _ in client.ReadEventsAsync(Cancel))
        {
        }
    }

    /// <summary>A method of the client.</summary>
    public sealed record Request(string What, Func<ICampaignClient, Task> Ask)
    {
        public override string ToString() => What;
    }

    /// <summary>A store that opens when the test allows it.</summary>
    private sealed class OpeningStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public TaskCompletionSource Opens { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            await Opens.Task;
            return await base.OpenAsync(now, cancellationToken);
        }
    }

    private sealed class Unreadable : IJobStore
    {
        public ValueTask FindOpenJobsAsync(Suppression person, List<JobRecord> into, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<HistoryPlace?> ReadHistoryAsync(
            string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken) =>
                throw new NotSupportedException();

        public ValueTask ReadExpiringAsync(int lane, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public StoreCapabilities Capabilities => new(Durable: true);

        public IJobQueries Queries => throw new NotSupportedException();

        public ValueTask<StoreSnapshot> OpenAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
            throw new IOException("no such disk");

        public ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<bool> PurgeAsync(long epoch, CampaignId campaign, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask ReadNewAsync(int lane, long after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask ReadWaitingAsync(int lane, DueKey after, int limit, List<JobRecord> into, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<JobRecord?> FindJobAsync(long job, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<JobRecord?> FindJobAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask FindCampaignsAsync(CampaignQuery query, List<CampaignRecord> into, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<AttemptRow?> FindAttemptAsync(string provider, string callId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
