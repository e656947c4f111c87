using System.Numerics;

namespace Campaigns.Scheduling;

/// <summary>The results of the latest dispatches to a provider, within the breaker's sampling limits on number and time.</summary>
internal sealed class RecentResults(CircuitBreakerOptions options)
{
    /// <summary>
    /// Consecutive failures are counted per tenth of the sampling duration, so that the cost does not depend on their number.
    /// </summary>
    private const int Slices = 10;

    private readonly long _slice = Math.Max(1, options.SamplingDuration.Ticks / Slices);
    private readonly int[] _row = new int[Slices];
    private readonly long[] _times = new long[options.MinimumThroughput];

    /// <summary>The number of failures that reach the failure ratio. Computed in decimals, where 0.14 of 50 is exactly 7.</summary>
    private readonly int _mostFailures = (int)Math.Ceiling((decimal)options.FailureRatio * options.MinimumThroughput);

    private ulong _failures;
    private int _count;
    private int _next;
    private long _newestSlice;

    /// <summary>Counts a success, which ends a series of failures.</summary>
    public void Succeed(long mono)
    {
        Array.Clear(_row);
        Sample(0, mono);
    }

    /// <summary>Counts a failure.</summary>
    /// <returns>Whether the breaker must open.</returns>
    public bool CountFailure(long mono)
    {
        Sample(1, mono);
        MoveTo(mono / _slice);
        _row[_newestSlice % Slices]++;
        var inRow = 0;
        foreach (var failures in _row)
        {
            inRow += failures;
        }

        return inRow >= options.ConsecutiveFailures || (IsSampleWithin(mono) && BitOperations.PopCount(_failures) >= _mostFailures);
    }

    public void Clear()
    {
        Array.Clear(_row);
        (_failures, _count) = (0, 0);
    }

    private bool IsSampleWithin(long mono) => _count == options.MinimumThroughput && mono - _times[_next] <= options.SamplingDuration.Ticks;

    private void Sample(ulong failure, long mono)
    {
        _failures = ((_failures << 1) | failure) & (ulong.MaxValue >> (64 - options.MinimumThroughput));
        _times[_next] = mono;
        _next = (_next + 1) % options.MinimumThroughput; // the oldest result
        _count = Math.Min(_count + 1, options.MinimumThroughput);
    }

    private void MoveTo(long slice)
    {
        for (var step = Math.Min(slice - _newestSlice, Slices); step > 0; step--)
        {
            _row[(slice - step + 1) % Slices] = 0;
        }

        _newestSlice = slice;
    }
}
