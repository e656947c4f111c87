namespace Campaigns.Orleans.Shards;

/// <summary>Work on the thread pool, so that a shard neither runs on the threads of its engine nor on those of a grain.</summary>
internal static class PoolWork
{
    public static Task StartAsync(Func<Task> work) =>
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
            // The work was an attempt to be polite, or has told its failure elsewhere.
        }
    }
}
