namespace Campaigns.Engine;

/// <summary>Puts a deadline on a call to the store.</summary>
/// <param name="timeout">The deadline.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class StoreDeadline(TimeSpan timeout, TimeProvider time)
{
    public static StoreDeadline Of(CampaignsOptions options) =>
        new(options.StoreTimeout, options.MachineTimeProvider ?? TimeProvider.System);

    /// <summary>
    /// Waits for the call or the deadline. Does not use Task.WaitAsync, which may leave the engine's task scheduler.
    /// </summary>
    /// <exception cref="TimeoutException">The store did not answer in time. Whether the call took effect is unknown.</exception>
    public ValueTask<T> WaitAsync<T>(ValueTask<T> pending) => pending.IsCompleted ? pending : new ValueTask<T>(InTimeAsync(pending));

    private async Task<T> InTimeAsync<T>(ValueTask<T> pending)
    {
        var first = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = time.CreateTimer(
            _ => first.TrySetException(new TimeoutException($"The store did not answer within {timeout}.")),
            null,
            timeout,
            Timeout.InfiniteTimeSpan);
        _ = FollowAsync(pending, first);
        return await first.Task;
    }

    private static async Task FollowAsync<T>(ValueTask<T> pending, TaskCompletionSource<T> first)
    {
        try
        {
            first.TrySetResult(await pending);
        }
        catch (Exception error)
        {
            first.TrySetException(error);
        }
    }
}
