using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>The attempts that one provider was handed and has not answered yet. The dispatches are pooled. Thread-safe.</summary>
internal sealed class DispatchesInProgress
{
    private readonly Lock _lock = new();
    private readonly Stack<Dispatch> _idle = [];
    private readonly List<Dispatch> _dispatches = [];

    /// <summary>Adds a dispatch for each intent, here and to <paramref name="begun"/>.</summary>
    public void Begin(ReadOnlySpan<Intent> intents, List<Dispatch> begun)
    {
        lock (_lock)
        {
            foreach (ref readonly var intent in intents)
            {
                var dispatch = _idle.TryPop(out var idle) ? idle : new Dispatch();
                dispatch.Begin(intent);
                dispatch.Index = _dispatches.Count;
                _dispatches.Add(dispatch);
                begun.Add(dispatch);
            }
        }
    }

    /// <summary>
    /// Removes dispatches after their answers are posted, and never earlier. When the store is read again, an attempt that is neither here
    /// nor in the inbox counts as not sent.
    /// </summary>
    public void Remove(List<Dispatch> dispatches, bool reuse)
    {
        lock (_lock)
        {
            foreach (var dispatch in dispatches)
            {
                var last = _dispatches[^1];
                _dispatches[dispatch.Index] = last;
                last.Index = dispatch.Index;
                _dispatches.RemoveAt(_dispatches.Count - 1);
                if (reuse)
                {
                    _idle.Push(dispatch);
                }
            }
        }
    }

    public Dispatch? Find(AttemptId attempt)
    {
        lock (_lock)
        {
            return _dispatches.Find(dispatch => dispatch.Intent.Attempt == attempt);
        }
    }

    public void AddTo(HashSet<AttemptId> attempts)
    {
        lock (_lock)
        {
            attempts.UnionWith(_dispatches.Select(dispatch => dispatch.Intent.Attempt));
        }
    }
}
