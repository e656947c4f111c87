using System.Diagnostics;
using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Threads;

/// <summary>Tests of the engine on real threads and the real clock, for behavior that virtual time cannot show.</summary>
[Collection(nameof(RealThreads))]
public class EngineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Sweep")]
    public async Task Start_and_stop_a_thousand_times_leaves_threads_and_handles_flat()
    {
        var store = new MemoryJobStore();
        await Cycles(store, 50);
        var before = Resources();

        await Cycles(store, 1_000);

        var after = Resources();
        Assert.InRange(after.Threads - before.Threads, -100, 8);
        Assert.InRange(after.Handles - before.Handles, -100, 8);
    }

    [Fact]
    public async Task Acknowledged_pause_lets_no_attempt_through()
    {
        var paused = false;
        var leaks = 0;
        var calls = 0;
        var options = new CampaignsOptions { Store = new MemoryJobStore() }.AddProvider("voice", new Answering(_ =>
        {
            leaks += Volatile.Read(ref paused) ? 1 : 0;
            Interlocked.Increment(ref calls);
            return new(DispatchResult.Completed(AttemptOutcome.Busy));
        }));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync(Token);
        var client = engine.Client;
        var campaign = await client.CreateAsync(Calls(StepRetryPolicy.Fixed(250, TimeSpan.Zero), maxConcurrent: 1_000), Token);
        await client.AddContactsAsync(campaign, Many(2_000), Token);
        await client.StartAsync(campaign, Token);

        for (var race = 0; race < 300 && calls < 400_000; race++)
        {
            await client.PauseAsync(campaign, Token);
            Volatile.Write(ref paused, true);
            await client.GetStatisticsAsync(campaign, Token);
            Volatile.Write(ref paused, false);
            await client.ResumeAsync(campaign, Token);
            for (var before = Volatile.Read(ref calls); Volatile.Read(ref calls) < before + (race % 40);)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(0, leaks);
        Assert.InRange(calls, 5_000, int.MaxValue);
    }

    [Fact]
    public async Task Provider_that_blocks_its_thread_holds_no_other_campaign_up()
    {
        using var release = new ManualResetEventSlim();
        var options = new CampaignsOptions { Store = new MemoryJobStore() }
            .AddProvider("voice", new Answering(_ =>
            {
                release.Wait(Token);
                return new(DispatchResult.Completed(AttemptOutcome.Completed));
            }))
            .AddProvider("sms", new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed))));
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync(Token);
        var (blocked, blockedEnds) = await Begin(engine.Client, Calls(StepRetryPolicy.None));
        var (free, freeEnds) =
            await Begin(engine.Client, new CampaignDefinition { Name = "free", Steps = [CampaignStep.Message("sms", "hello")] });

        await freeEnds;

        Assert.Equal(500, (await engine.Client.GetStatisticsAsync(free, Token)).Completed);
        Assert.Equal(0, (await engine.Client.GetStatisticsAsync(blocked, Token)).Completed);
        release.Set();
        await blockedEnds;
    }

    [Fact]
    public void Committed_intents_of_a_paused_campaign_are_held_back_at_the_send_gate()
    {
        var scheduler = new StepTaskScheduler();
        var signal = new Signal();
        var inbox = new Inbox(signal, 10);
        var provider = new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed)));
        var options = new ProviderOptions();
        var executor = new ProviderExecutor(
            new ProviderRegistration("voice-1", "voice", provider, options), inbox, new VirtualTimeProvider(), scheduler,
            new SenderThreads(scheduler));
        var campaign = Intents.Campaign();
        Intent Intend(int number) => Intents.Of(campaign, number);
        executor.Send([Intend(1), Intend(2), Intend(3)]);

        executor.Handle(new ProviderRequest(Request.Withdraw, new AttemptId(1, 1, 2), 0, null!, null));
        campaign.Stop.Stop();
        executor.Send([Intend(4)]);
        scheduler.RunUntilIdle();

        Assert.Equal([4], provider.Requests.Select(request => request.Attempt.Number));
        var answers = new List<Answer>();
        inbox.Drain(answers, []);
        Assert.Equal(
            [(1, AnswerKind.NotSent), (2, AnswerKind.NotSent), (3, AnswerKind.NotSent), (4, AnswerKind.Ended)],
            answers.Select(answer => (answer.Attempt.Number, answer.Kind)).Order());
    }

    private static async Task Cycles(IJobStore store, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var options = new CampaignsOptions { Store = store }.AddProvider(
                "voice", new Answering(_ => new(DispatchResult.Completed(AttemptOutcome.Completed))));
            await using var engine = new CampaignEngine(options);
            await engine.StartAsync(Token);
            var campaign = await engine.Client.CreateAsync(Calls(StepRetryPolicy.None), Token);
            await engine.Client.AddContactsAsync(campaign, Many(2), Token);
            await engine.Client.StartAsync(campaign, Token);
        }
    }

    private static (int Threads, int Handles) Resources()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var handles = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return (process.Threads.Count, handles);
    }

    private static async Task<(CampaignId Id, Task Ends)> Begin(ICampaignClient client, CampaignDefinition definition)
    {
        var campaign = await client.CreateAsync(definition, Token);
        await client.AddContactsAsync(campaign, Many(500), Token);
        return (campaign, await client.BeginAsync(campaign));
    }
}
