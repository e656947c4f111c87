namespace Campaigns.Engine;

/// <summary>
/// Tokens that are set off once nobody waits for a call any more. Calls that begin at about the same time share one, so that a token
/// costs no timer of its own; it is set off between one and one and an eighth of the timeout after the call began.
/// </summary>
internal sealed class CallTimeouts(TimeSpan timeout, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Source> _sources = [];
    private Source? _newest;

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

                _newest = new Source(timeout + (timeout / 8), time);
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

        /// <summary>
        /// Sets the token off. What a provider hung on it may fail: that is the provider's fault, and must not end this thread.
        /// </summary>
        public void SetOff()
        {
            try
            {
                _source.Cancel();
            }
            catch (AggregateException)
            {
                // every callback has run, the failed ones too; the call's own outcome is recorded as unknown already
            }
        }

        /// <summary>Ends the timer alone: the source holds nothing else, and the timer may be firing.</summary>
        public void Dispose() => _timer.Dispose();
    }
}
