namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Wakes one loop. The loop looks at everything after each wake, so wakes may merge.</summary>
internal sealed class Wakeup(TimeProvider time)
{
    private volatile TaskCompletionSource _set = New();

    public void Set() => _set.TrySetResult();

    /// <summary>Waits until somebody wakes the loop, for a time at most, or until the token is canceled. Does not throw.</summary>
    public async Task WaitAsync(TimeSpan? atMost, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static wakeup => ((Wakeup)wakeup!).Set(), this);
        using var timer = atMost is { } limit
            ? time.CreateTimer(
                static wakeup => ((Wakeup)wakeup!).Set(), this, limit > TimeSpan.Zero ? limit : TimeSpan.Zero, Timeout.InfiniteTimeSpan)
            : null;
        await _set.Task;
        _set = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
