using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Delivers events to readers. The engine never waits for a reader: a slow reader loses its oldest events and gets their number.
/// </summary>
internal sealed class EventHub(int capacity)
{
    private readonly Lock _lock = new();
    private Reader[] _readers = [];
    private bool _isClosed;

    public bool HasReaders => Volatile.Read(ref _readers).Length > 0;

    public void Publish(ReadOnlySpan<CampaignEvent> events)
    {
        if (events.Length > 0)
        {
            foreach (var reader in Volatile.Read(ref _readers))
            {
                reader.Add(events);
            }
        }
    }

    public async IAsyncEnumerable<CampaignEvent> ReadAsync(
        CampaignId? campaign, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new Reader(campaign, capacity);
        using var registration = cancellationToken.Register(reader.Close);
        if (!Change(readers => [.. readers, reader]))
        {
            yield break;
        }

        try
        {
            while (await reader.NextAsync() is { } next)
            {
                yield return next;
            }
        }
        finally
        {
            Change(readers => [.. readers.Where(other => other != reader)]);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Close()
    {
        Reader[] readers;
        lock (_lock)
        {
            _isClosed = true;
            readers = _readers;
            Volatile.Write(ref _readers, []);
        }

        foreach (var reader in readers)
        {
            reader.Close();
        }
    }

    /// <returns>False if the hub is closed.</returns>
    private bool Change(Func<Reader[], Reader[]> change)
    {
        lock (_lock)
        {
            Volatile.Write(ref _readers, _isClosed ? [] : change(_readers));
            return !_isClosed;
        }
    }

    private sealed class Reader(CampaignId? campaign, int capacity)
    {
        private readonly Lock _lock = new();
        private readonly Ring<CampaignEvent> _events = new();
        private readonly Signal _signal = new();
        private long _missed;
        private bool _isClosed;

        public void Add(ReadOnlySpan<CampaignEvent> events)
        {
            lock (_lock)
            {
                foreach (var happened in events)
                {
                    if (campaign is null || happened.Campaign == campaign)
                    {
                        Add(happened);
                    }
                }
            }

            _signal.Set();
        }

        /// <summary>The next event; null when the reader is closed and has no more events.</summary>
        public async ValueTask<CampaignEvent?> NextAsync()
        {
            while (true)
            {
                lock (_lock)
                {
                    if (_missed > 0)
                    {
                        var first = _events.First;
                        var missed = _missed;
                        _missed = 0;
                        return new CampaignEvent(CampaignEventKind.Missed, first.At, first.Campaign) { MissedCount = missed };
                    }

                    if (_events.Count > 0)
                    {
                        return _events.TakeFirst();
                    }

                    if (_isClosed)
                    {
                        return null;
                    }
                }

                await _signal.WaitAsync();
            }
        }

        public void Close()
        {
            lock (_lock)
            {
                _isClosed = true;
            }

            _signal.Set();
        }

        private void Add(CampaignEvent happened)
        {
            if (_events.Count == capacity)
            {
                _events.TakeFirst();
                _missed++;
            }

            _events.AddLast(happened);
        }
    }
}
