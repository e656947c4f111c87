using System.Diagnostics;

namespace Campaigns.ClusterFigures;

/// <summary>A provider whose calls end at once. It counts them.</summary>
internal sealed class InstantLine : IProvider
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _goal;
    private long _calls;
    private long _reachedAt;

    /// <param name="goal">The number of calls to wait for.</param>
    public InstantLine(long goal = long.MaxValue) => _goal = goal;

    public long Calls => Interlocked.Read(ref _calls);

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _calls) == _goal)
        {
            _reachedAt = Stopwatch.GetTimestamp();
            _reached.SetResult();
        }

        return new(DispatchResult.Completed(AttemptOutcome.Completed));
    }

    /// <summary>Waits for the goal.</summary>
    /// <returns>The time that it took since an instant.</returns>
    public async Task<TimeSpan> ReachAsync(long since)
    {
        await _reached.Task;
        return Stopwatch.GetElapsedTime(since, _reachedAt);
    }
}
