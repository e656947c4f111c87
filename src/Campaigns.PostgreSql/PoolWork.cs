namespace Campaigns.PostgreSql;

/// <summary>
/// Works on the thread pool, so that nothing of the store runs on the thread of an engine, and a slow server blocks no thread.
/// </summary>
internal static class PoolWork
{
    public static Task<T> DoAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

    /// <summary>Waits for work whose failure nobody needs to know.</summary>
    public static async Task IgnoreAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The caller of the work has seen it, or the work was an attempt to be polite.
        }
    }

    /// <summary>Waits for work at the end of a program, on a thread that may block.</summary>
    public static void Wait(Func<Task> work)
    {
        using var done = new ManualResetEventSlim();
        _ = DoAsync(async () =>
        {
            await IgnoreAsync(work());
            done.Set();
            return true;
        });
        done.WaitHandle.WaitOne();
    }
}
