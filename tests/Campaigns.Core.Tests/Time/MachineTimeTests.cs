using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Time;

/// <summary>
/// Waits for the machine do not use the clock that a test moves by hand. The engine runs on its own threads, and its clock does not move.
/// </summary>
public class MachineTimeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly VirtualTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_is_not_late_because_the_clock_was_moved()
    {
        var store = new SlowStore();
        await using var engine = New(store);
        await engine.StartAsync(Cancel);
        var (entered, go) = store.Close();
        var request = engine.Client.CreateAsync(Calls(StepRetryPolicy.None), Cancel);
        await entered.WaitAsync(Limit, Cancel);

        _time.Advance(TimeSpan.FromMinutes(5)); // the store's timeout is 30 seconds
        go.SetResult();

        Assert.Equal(new CampaignId(1), await request.WaitAsync(Limit, Cancel));
        Assert.Equal("calls", (await engine.Client.GetStatisticsAsync(new CampaignId(1), Cancel).WaitAsync(Limit, Cancel)).Name);
    }

    [Fact]
    public async Task Engine_reads_a_store_again_that_failed_while_the_clock_stands_still()
    {
        var store = new SlowStore();
        await using var engine = New(store);
        await engine.StartAsync(Cancel);
        store.FailsNext = true;
        var refusal = await Assert.ThrowsAsync<CampaignException>(
            () => engine.Client.CreateAsync(Calls(StepRetryPolicy.None), Cancel).WaitAsync(Limit, Cancel));

        var campaign = await engine.Client.CreateAsync(Calls(StepRetryPolicy.None), Cancel).WaitAsync(Limit, Cancel);

        Assert.Equal((CampaignError.StoreFailed, new CampaignId(1)), (refusal.Error, campaign));
    }

    [Fact]
    public async Task Stop_gives_dispatches_up_while_the_clock_stands_still()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<DispatchResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = New(new SlowStore(), _ =>
        {
            entered.TrySetResult();
            return new ValueTask<DispatchResult>(never.Task);
        });
        await engine.StartAsync(Cancel);
        await RunAsync(engine);
        await entered.Task.WaitAsync(Limit, Cancel);

        await engine.StopAsync(Cancel).WaitAsync(Limit, Cancel);

        Assert.True(engine.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Pause_waits_for_a_sender_by_the_system_s_clock()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var go = new ManualResetEventSlim();
        await using var engine = New(new SlowStore(), _ =>
        {
            entered.TrySetResult();
            go.Wait(Cancel); // the thread stays inside, so whether it has sent is unknown
            return new(DispatchResult.Accepted());
        });
        await engine.StartAsync(Cancel);
        var campaign = await RunAsync(engine);
        await entered.Task.WaitAsync(Limit, Cancel);

        await engine.Client.PauseAsync(campaign, Cancel).WaitAsync(Limit, Cancel);

        go.Set();
        Assert.Equal(CampaignState.Paused, (await engine.Client.GetStatisticsAsync(campaign, Cancel)).State);
    }

    private static async Task<CampaignId> RunAsync(CampaignEngine engine)
    {
        var campaign = await engine.Client.CreateAsync(Calls(StepRetryPolicy.None), Cancel);
        await engine.Client.AddContactsAsync(campaign, [One()], Cancel);
        await engine.Client.StartAsync(campaign, Cancel);
        return campaign;
    }

    private CampaignEngine New(IJobStore store, Func<DispatchRequest, ValueTask<DispatchResult>>? answer = null)
    {
        var options = new CampaignsOptions { Store = store, TimeProvider = _time, ShutdownTimeout = TimeSpan.FromMilliseconds(50) };
        return new(options.AddProvider("voice", new Answering(answer ?? (_ => new(DispatchResult.Completed(AttemptOutcome.Completed))))));
    }

    private sealed class SlowStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        private volatile TaskCompletionSource? _entered;
        private TaskCompletionSource? _go;

        public bool FailsNext { get; set; }

        public (Task Entered, TaskCompletionSource Go) Close()
        {
            _go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (_entered.Task, _go);
        }

        public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            if (FailsNext)
            {
                FailsNext = false;
                throw new IOException("down");
            }

            if (_entered is { } entered)
            {
                _entered = null;
                entered.SetResult();
                await _go!.Task;
            }

            return await base.CommitAsync(batch, cancellationToken);
        }
    }
}
