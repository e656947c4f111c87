using System.Runtime.InteropServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Answers requests once nothing that they forbid is sent any more: at once when no thread is sending such a thing, and otherwise
/// when the last of them has gone on. All are waited for together, and the engine's thread goes on meanwhile.
/// </summary>
internal sealed class StopWaits(IReadOnlyList<ProviderExecutor> executors, TimeProvider time, TimeProvider machineTime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);
    private readonly Lock _lock = new();
    private readonly List<StopWait> _waits = [];
    private bool _isWatched;
    private bool _isClosed;

    /// <summary>Answers a request that is committed; its stops are published, and what could be withdrawn is.</summary>
    public void Complete(Command command, Decisions decisions)
    {
        var stops = decisions.Stops[command.Stops];
        var requests = decisions.Requests[command.Requests];
        if (stops.IsEmpty && requests.IsEmpty)
        {
            command.Complete();
            return;
        }

        Interlocked.MemoryBarrier(); // see GateTicket: first the stop, then the look
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

    /// <summary>The engine has stopped: nothing more is sent, and nobody looks any more.</summary>
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

    /// <summary>Looks, while somebody waits, for threads that will not go on by themselves.</summary>
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
