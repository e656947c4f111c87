using System.Runtime.InteropServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Answers stop requests when no attempt they forbid can still be sent. A request is answered immediately if no sender is busy with such an
/// attempt, otherwise when the last such sender moves on. One watcher serves all waits, and the engine's thread does not block.
/// </summary>
internal sealed class StopWaits(IReadOnlyList<ProviderExecutor> executors, TimeProvider time, TimeProvider machineTime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);
    private readonly Lock _lock = new();
    private readonly List<StopWait> _waits = [];
    private bool _isWatched;
    private bool _isClosed;

    /// <summary>Answers a committed request. Its stops are published, and all attempts that could be withdrawn are withdrawn.</summary>
    public void Complete(Command command, Decisions decisions)
    {
        var stops = decisions.Stops[command.Stops];
        var requests = decisions.Requests[command.Requests];
        if (stops.IsEmpty && requests.IsEmpty)
        {
            command.Complete();
            return;
        }

        Interlocked.MemoryBarrier(); // see GateTicket: publish the stop before reading the tickets
        var wait = new StopWait(command);
        foreach (ref readonly var scope in stops)
        {
            foreach (var executor in executors)
            {
                executor.Stop(scope, wait);
            }
        }

        foreach (ref readonly var request in requests)
        {
            if (request.Provider.Index >= 0)
            {
                executors[request.Provider.Index].Stop(new StopScope { Attempt = request.Attempt }, wait);
            }
        }

        wait.Settle();
        if (!Look(wait))
        {
            Watch(wait);
        }
    }

    /// <summary>Ends all waits, because the engine has stopped and sends nothing more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _waits.ForEach(wait => wait.GiveUp());
            _waits.Clear();
        }
    }

    private void Watch(StopWait wait)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                wait.GiveUp();
                return;
            }

            _waits.Add(wait);
            if (_isWatched)
            {
                return;
            }

            _isWatched = true;
        }

        _ = WatchAsync();
    }

    /// <summary>Polls while there are waits, to detect senders that never move on by themselves.</summary>
    private async Task WatchAsync()
    {
        while (true)
        {
            await Task.Delay(Interval, machineTime);
            lock (_lock)
            {
                _waits.RemoveAll(Look);
                if (_waits.Count == 0)
                {
                    _isWatched = false;
                    return;
                }
            }
        }
    }

    private bool Look(StopWait wait) => wait.Look(Clock.Mono(time));
}
