using System.Collections.Concurrent;

namespace Campaigns.Sqlite;

/// <summary>
/// Does the store's work one piece at a time, on a thread of its own: a disk that hangs holds up neither the engine's loop, which then
/// runs into its deadline and says so, nor a thread of the pool.
/// </summary>
internal sealed class StoreThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread? _thread;

    /// <param name="isOwn">False: work is done within the call.</param>
    public StoreThread(bool isOwn)
    {
        if (isOwn)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "Campaigns.Sqlite" };
            _thread.Start();
        }
    }

    /// <summary>Does a piece of work.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="afterwards">What to do once the answer is given.</param>
    public ValueTask<T> DoAsync<T>(Func<T> work, Action? afterwards = null)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_thread is null)
        {
            Do(work, done);
            afterwards?.Invoke();
        }
        else
        {
            TaskCompletionSource<T>? pending = done;
            _work.Add(() =>
            {
                var answer = pending!;
                pending = null; // the thread holds its last piece of work until the next, and with it what was read, which may be large
                Do(work, answer);
                afterwards?.Invoke();
            });
        }

        return new(done.Task);
    }

    /// <summary>Finishes what was asked for, and ends.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread?.Join();
        _work.Dispose();
    }

    private static void Do<T>(Func<T> work, TaskCompletionSource<T> done)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception error)
        {
            done.SetException(error);
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
