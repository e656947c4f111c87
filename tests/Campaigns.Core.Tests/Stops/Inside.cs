using Campaigns.Engine;
using Campaigns.Scheduling;

namespace Campaigns.Tests.Stops;

/// <summary>
/// A provider whose dispatches stay inside until the test releases each by number. It runs on real threads, in virtual time.
/// </summary>
internal sealed class Inside : IProvider, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // catches hangs, not slowness
    private readonly SenderThreads _threads = new(elsewhere: null);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly Signal _answered = new();
    private readonly Inbox _inbox;
    private readonly bool[] _mayLeave = new bool[20];
    private int _calls;

    public Inside(int maxDispatching = 256)
    {
        _inbox = new Inbox(_answered, 10);
        var options = new ProviderOptions { MaxDispatching = maxDispatching };
        var registration = new ProviderRegistration("voice-1", "voice", this, options);
        Executor = new ProviderExecutor(registration, _inbox, Time, TaskScheduler.Default, _threads);
        Waits = new StopWaits([Executor], Time, Time);
    }

    public VirtualTimeProvider Time { get; } = new();

    public ProviderExecutor Executor { get; }

    public StopWaits Waits { get; }

    /// <summary>Runs on each thread after it has entered the provider.</summary>
    public Action OnEntry { get; set; } = () => { };

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The threads that entered the provider, in order.</summary>
    public List<Thread> Threads { get; } = [];

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _calls);
        lock (Threads)
        {
            Threads.Add(Thread.CurrentThread);
        }

        _entered.Release();
        OnEntry();
        while (!Volatile.Read(ref _mayLeave[number]))
        {
            Thread.Yield(); // busy, not waiting
        }

        return new(DispatchResult.Completed(AttemptOutcome.Completed));
    }

    /// <summary>Sends, and waits until the provider is entered. After that, no other sender counts as free.</summary>
    public void Send(Intent intent)
    {
        Executor.Send([intent]);
        Assert.True(_entered.Wait(Limit, TestContext.Current.CancellationToken));
        Time.Advance(TimeSpan.FromMilliseconds(11));
    }

    /// <summary>Takes the answers that the engine has not read yet.</summary>
    public List<Answer> TakeAnswers()
    {
        List<Answer> answers = [];
        _inbox.Drain(answers, []);
        return answers;
    }

    /// <summary>The next answers, as soon as there are as many.</summary>
    public async Task<List<Answer>> TakeAnswersAsync(int count)
    {
        List<Answer> answers = [];
        while (answers.Count < count)
        {
            await _answered.WaitAsync().WaitAsync(TestContext.Current.CancellationToken);
            _inbox.Drain(answers, []);
        }

        return answers;
    }

    public void LetGo(int number) => Volatile.Write(ref _mayLeave[number], true);

    /// <summary>Stops scopes, like a request that is committed.</summary>
    public Task<bool> Stop(params StopScope[] scopes)
    {
        var decisions = new Decisions();
        Array.ForEach(scopes, scope => decisions.Stop(scope));
        var command = new SimpleCommand<bool>(_ => true) { Stops = ..scopes.Length, Requests = ..0 };
        Waits.Complete(command, decisions);
        return command.Answer;
    }

    /// <summary>Stops an attempt, like a request that withdraws it.</summary>
    public Task<bool> Withdraw(AttemptId attempt)
    {
        var decisions = new Decisions();
        var provider = new ProviderEntry(0, "voice-1", "voice", new ProviderOptions());
        decisions.Ask(new ProviderRequest(Request.Withdraw, attempt, 0, provider, null));
        var command = new SimpleCommand<bool>(_ => true) { Stops = ..0, Requests = ..1 };
        Waits.Complete(command, decisions);
        return command.Answer;
    }

    /// <summary>
    /// Advances virtual time until the task has completed. Returns false if it does not complete within five minutes of real time.
    /// </summary>
    public bool PassesWith(Task task) => SpinWait.SpinUntil(
        () =>
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            return task.IsCompleted;
        },
        Limit);

    public void Dispose()
    {
        Array.Fill(_mayLeave, true);
        _threads.Dispose();
        _entered.Dispose();
    }
}
