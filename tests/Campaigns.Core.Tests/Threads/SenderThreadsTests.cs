using Campaigns.Engine;

namespace Campaigns.Tests.Threads;

/// <summary>The threads that send attempts.</summary>
public class SenderThreadsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    [Fact]
    public void Sender_gets_a_thread_at_once_however_many_others_are_blocked()
    {
        const int Senders = 100; // the thread pool must not be used: it would take most of a minute to start this many threads
        using var together = new Barrier(Senders);
        using var done = new CountdownEvent(Senders);
        using var threads = new SenderThreads(elsewhere: null);
        for (var i = 0; i < Senders; i++)
        {
            threads.Start(() =>
            {
                if (together.SignalAndWait(Limit) && !Thread.CurrentThread.IsThreadPoolThread)
                {
                    done.Signal();
                }
            });
        }

        Assert.True(done.Wait(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Thread_that_has_nothing_left_to_do_serves_the_next_sender()
    {
        var seen = new HashSet<int>();
        using var ran = new AutoResetEvent(false);
        using var threads = new SenderThreads(elsewhere: null);
        for (var i = 0; i < 50; i++)
        {
            threads.Start(() =>
            {
                seen.Add(Environment.CurrentManagedThreadId);
                ran.Set();
            });
            Assert.True(ran.WaitOne(Limit));
        }

        Assert.InRange(seen.Count, 1, 49);
    }

    [Fact]
    public void Sender_that_its_provider_blocks_is_gone_past()
    {
        var time = new VirtualTimeProvider();
        using var entered = new SemaphoreSlim(0);
        using var leave = new ManualResetEventSlim();
        using var threads = new SenderThreads(elsewhere: null);
        var provider = new Answering(_ =>
        {
            entered.Release();
            leave.Wait(Limit);
            return new(DispatchResult.Accepted());
        });
        var registration = new ProviderRegistration("voice-1", "voice", provider, new ProviderOptions());
        var executor = new ProviderExecutor(registration, new Inbox(new Signal(), 10), time, TaskScheduler.Default, threads);
        var campaign = Intents.Campaign();

        for (var number = 1; number <= 4; number++)
        {
            executor.Send([Intents.Of(campaign, number)]);
            Assert.True(entered.Wait(Limit, TestContext.Current.CancellationToken));
            time.Advance(TimeSpan.FromMilliseconds(11));
        }

        leave.Set();
    }
}
