using System.Diagnostics.CodeAnalysis;

namespace Campaigns.AspNetCore.Changes;

/// <summary>
/// Wakes requests that wait for a change. All of them share one reading of the feed, which runs only while somebody waits, so that a
/// waiting request costs nothing until a change that it asks for is committed.
/// </summary>
internal sealed class ChangeWatch(ICampaignFeed feed)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Waiter> _waiters = [];
    private CancellationTokenSource? _reading;

    /// <summary>Adds a waiter. It notices every change of its filter that is committed from now on.</summary>
    /// <param name="after">The position up to which the waiter has read.</param>
    /// <param name="filter">The changes that it waits for.</param>
    public Waiter Join(long after, ChangeFilter filter)
    {
        var waiter = new Waiter(this, after, filter);
        lock (_lock)
        {
            _waiters.Add(waiter);
            if (_reading is null)
            {
                _reading = new CancellationTokenSource();
                _ = ReadAsync(after, _reading.Token);
            }
        }

        return waiter;
    }

    private void Leave(Waiter waiter)
    {
        CancellationTokenSource? ended = null;
        lock (_lock)
        {
            _waiters.Remove(waiter);
            if (_waiters.Count == 0)
            {
                (ended, _reading) = (_reading, null);
            }
        }

        ended?.Cancel(); // outside of the lock: the reading continues on this thread
        ended?.Dispose();
    }

    [SuppressMessage(
        "Design", "CA1031:Do not catch general exception types", Justification = "Each waiter reads for itself and gets the error.")]
    private async Task ReadAsync(long after, CancellationToken cancellationToken)
    {
        await Task.Yield(); // leave the lock of the first waiter
        try
        {
            await foreach (var change in feed.ReadAsync(after, ChangeFilter.All, cancellationToken))
            {
                Wake(waiter => waiter.Awaits(change));
            }
        }
        catch (Exception)
        {
            // the store failed, or nobody waits any more
        }

        End(cancellationToken);
    }

    /// <summary>Wakes everybody when a reading has ended by itself. Who still waits for something begins another one.</summary>
    private void End(CancellationToken reading)
    {
        lock (_lock)
        {
            if (reading.IsCancellationRequested || _reading is null)
            {
                return;
            }

            _reading.Dispose();
            _reading = null;
        }

        Wake(_ => true);
    }

    private void Wake(Predicate<Waiter> isAwaited)
    {
        List<Waiter> woken;
        lock (_lock)
        {
            woken = [.. _waiters.Where(waiter => isAwaited(waiter))];
        }

        foreach (var waiter in woken)
        {
            waiter.Wake();
        }
    }

    /// <summary>A request that waits for a change.</summary>
    internal sealed class Waiter(ChangeWatch watch, long after, ChangeFilter filter) : IDisposable
    {
        private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when a change was committed, or when the reading has ended.</summary>
        public Task Woken => _woken.Task;

        public bool Awaits(CampaignChange change) =>
            change.Sequence > after && (change.Kind == ChangeKinds.Missed
                || filter.Matches(change.Kind, change.Tenant ?? "", change.Campaign ?? default));

        public void Wake() => _woken.TrySetResult();

        public void Dispose() => watch.Leave(this);
    }
}
