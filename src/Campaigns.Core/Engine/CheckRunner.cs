using System.Diagnostics.CodeAnalysis;
using Campaigns.Observability;

namespace Campaigns.Engine;

/// <summary>
/// Runs one check of the host, a bulkhead: it calls the check on up to four threads of its own and awaits pending answers without a thread.
/// An attempt whose check has not been called at its deadline, because all threads are blocked, ends like one without an answer.
/// </summary>
internal sealed class CheckRunner(string name, IDispatchCheck check, CheckParts parts) : IDisposable
{
    private const int MaxThreads = 4;
    private readonly Lock _lock = new();
    private readonly Queue<CheckRun> _queue = [];

    // Deadlines and the tokens that the host gets are separate, so that a callback of the host on its token delays no deadline.
    private readonly CallTimeouts _deadlines = new(parts.Timeout, parts.Time);
    private readonly CallTimeouts _tokens = new(parts.Timeout, parts.Time);
    private readonly KeyValuePair<string, object?> _label = new(Labels.Check, name);
    private int _threads;
    private volatile bool _isClosed;

    public string Name => name;

    public void Begin(CheckRun run)
    {
        run.SetDeadline(_deadlines.Token(), EndLate);
        if (_isClosed)
        {
            EndLate(run);
            return;
        }

        lock (_lock)
        {
            while (_queue.TryPeek(out var first) && first.IsOver)
            {
                _queue.Dequeue(); // a check that blocks all its threads for days must not fill the memory
            }

            _queue.Enqueue(run);
            if (_threads == MaxThreads)
            {
                return;
            }

            _threads++;
        }

        parts.Threads.Start(RunQueued);
    }

    /// <summary>Ends all runs. Runs that begin later end at once.</summary>
    public void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _deadlines.Dispose();
        }
    }

    /// <summary>Cancels the tokens that the host got. Its callbacks on them run here, so not on the engine's thread.</summary>
    public void Dispose() => _tokens.Dispose();

    private void RunQueued()
    {
        while (TryTake(out var run))
        {
            if (!run.IsOver)
            {
                Ask(run);
            }
        }
    }

    private bool TryTake([NotNullWhen(true)] out CheckRun? run)
    {
        lock (_lock)
        {
            if (_queue.TryDequeue(out run))
            {
                return true;
            }

            _threads--;
            return false;
        }
    }

    private void Ask(CheckRun run)
    {
        ValueTask<CheckResult> pending;
        try
        {
            pending = check.CheckAsync(run.Request, _tokens.Token());
            if (pending.IsCompletedSuccessfully)
            {
                End(run, pending.Result);
                return;
            }
        }
        catch (Exception error)
        {
            Fail(run, error.GetType().Name);
            return;
        }

        _ = AwaitAsync(run, pending);
    }

    private async Task AwaitAsync(CheckRun run, ValueTask<CheckResult> pending)
    {
        CheckResult result;
        try
        {
            result = await pending.AsTask();
        }
        catch (Exception error)
        {
            Fail(run, error.GetType().Name);
            return;
        }

        End(run, result);
    }

    private void End(CheckRun run, in CheckResult result)
    {
        if (parts.Time.GetElapsedTime(run.BeganAt) > CallTimeouts.LongestOf(parts.Timeout))
        {
            EndLate(run); // the process was suspended, and the deadline's timer is late too
        }
        else if (result.Answer == CheckAnswer.None)
        {
            Fail(run, "no result");
        }
        else if (run.TryEnd(result))
        {
            Count(result.Answer);
        }
    }

    private void Fail(CheckRun run, string what)
    {
        if (run.TryEnd(CheckAnswer.Failed, $"its check failed: {what}"))
        {
            parts.Faults.Note(HostCode.Check, what);
            Count(CheckAnswer.Failed);
        }
    }

    private void EndLate(CheckRun run)
    {
        if (_isClosed)
        {
            run.TryEnd(CheckAnswer.Stopped, "stopped before it was sent");
        }
        else if (run.TryEnd(CheckAnswer.TimedOut, "its check did not answer in time"))
        {
            parts.Faults.Note(HostCode.Check, "no answer in time");
            Count(CheckAnswer.TimedOut);
        }
    }

    private void Count(CheckAnswer answer) => parts.Instruments.Checks.Add(1, _label, new(Labels.Answer, Labels.Of(answer)));
}

/// <summary>What the checks of an engine share.</summary>
internal sealed record CheckParts(
    TimeSpan Timeout, TimeProvider Time, SenderThreads Threads, HostFaults Faults, Instruments Instruments);
