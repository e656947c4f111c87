using System.Collections.Concurrent;

namespace Campaigns.Sqlite;

/// <summary>
/// Does the work of the store in sequence, on its own thread. A disk that hangs then blocks no thread of the pool and not the engine loop,
/// which reaches its deadline and reports the failure.
/// </summary>
internal sealed class StoreThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread? _thread;

    /// <param name="isOwn">Whether to start a thread. If false, work is done within the call.</param>
    public StoreThread(bool isOwn)
    {
        if (isOwn)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "Campaigns.Sqlite" };
            _thread.Start();
        }
    }

    /// <summary>Does a piece of work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="afterwards">The work to do after the answer is given.</param>
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
                // The thread keeps its last work item until the next one, and this reference would keep a large result alive.
                pending = null;
                Do(work, answer);
                afterwards?.Invoke();
            });
        }

        return new(done.Task);
    }

    /// <summary>Finishes the pending work, then ends.</summary>
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
