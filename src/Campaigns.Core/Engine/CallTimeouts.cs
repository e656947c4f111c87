namespace Campaigns.Engine;

/// <summary>
/// Tokens that are set off once nobody waits for a call any more. Calls that begin at about the same time share one, so that a token
/// costs no timer of its own; it is set off between one and one and an eighth of the timeout after the call began.
/// </summary>
internal sealed class CallTimeouts(TimeSpan timeout, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<CancellationTokenSource> _sources = [];
    private CancellationTokenSource? _newest;
    private long _newestSince;

    public CancellationToken Token()
    {
        lock (_lock)
        {
            if (_newest is null || time.GetElapsedTime(_newestSince) > timeout / 8)
            {
                while (_sources.TryPeek(out var oldest) && oldest.IsCancellationRequested)
                {
                    _sources.Dequeue().Dispose();
                }

                _newest = new CancellationTokenSource(timeout + (timeout / 8), time);
                _newestSince = time.GetTimestamp();
                _sources.Enqueue(_newest);
            }

            return _newest.Token;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var source in _sources)
            {
                source.Cancel();
                source.Dispose();
            }

            _sources.Clear();
            _newest = null;
        }
    }
}
