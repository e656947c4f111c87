namespace Campaigns.Engine;

/// <summary>
/// Cancellation tokens for provider calls that time out. Calls that begin at about the same time share a token, so that a call needs no
/// timer of its own. The token is canceled between 1 and 1.125 timeouts after the call began.
/// </summary>
internal sealed class CallTimeouts(TimeSpan timeout, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Source> _sources = [];
    private Source? _newest;

    /// <summary>The longest time after which a token is canceled.</summary>
    public static TimeSpan LongestOf(TimeSpan timeout) => timeout + (timeout / 8);

    public CancellationToken Token()
    {
        lock (_lock)
        {
            if (_newest is null || time.GetElapsedTime(_newest.Since) > timeout / 8)
            {
                while (_sources.TryPeek(out var oldest) && oldest.IsSetOff)
                {
                    _sources.Dequeue().Dispose();
                }

                _newest = new Source(LongestOf(timeout), time);
                _sources.Enqueue(_newest);
            }

            return _newest.Token;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            while (_sources.TryDequeue(out var source))
            {
                source.SetOff();
                source.Dispose();
            }

            _newest = null;
        }
    }

    private sealed class Source : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private readonly ITimer _timer;

        public Source(TimeSpan timeout, TimeProvider time)
        {
            Since = time.GetTimestamp();
            _timer = time.CreateTimer(_ => SetOff(), null, timeout, Timeout.InfiniteTimeSpan);
        }

        public long Since { get; }

        public CancellationToken Token => _source.Token;

        public bool IsSetOff => _source.IsCancellationRequested;

        /// <summary>Cancels the token. A callback that the provider registered may throw, which must not end this thread.</summary>
        public void SetOff()
        {
            try
            {
                _source.Cancel();
            }
            catch (AggregateException)
            {
                // all callbacks have run, including those that threw; the call's outcome is already recorded as unknown
            }
        }

        /// <summary>Disposes only the timer. The source holds no other resources, and the timer may be firing.</summary>
        public void Dispose() => _timer.Dispose();
    }
}
