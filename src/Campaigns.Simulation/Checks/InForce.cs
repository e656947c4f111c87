namespace Campaigns.Simulation;

/// <summary>
/// A thing that changes by commits, and the values that may be in force. Between a commit and the acknowledgement of the request that
/// asked for it, the old value may still be; from then on only the new one. So a promise is broken when no value in force allows what
/// was done.
/// </summary>
internal sealed class InForce<T>(T first)
{
    private readonly List<(long Event, T Value)> _values = [(0, first)];

    public T Latest => _values[^1].Value;

    /// <summary>How often it has changed.</summary>
    public int Changes { get; private set; }

    public void Commit(long at, T value)
    {
        _values.Add((at, value));
        Changes++;
    }

    /// <summary>Whether the latest value came with what happens at a moment.</summary>
    public bool CameAt(long moment) => _values[^1].Event == moment;

    /// <summary>A request made at a moment is acknowledged: what was replaced before is out of force.</summary>
    public void Acknowledge(long issued)
    {
        var first = _values.FindIndex(value => value.Event >= issued);
        if (first > 0)
        {
            _values.RemoveRange(0, first);
        }
    }

    /// <summary>An engine has read the store: only the latest value is in force.</summary>
    public void Settle() => _values.RemoveRange(0, _values.Count - 1);

    /// <summary>Whether all values in force agree in something.</summary>
    public bool Agree<TPart>(Func<T, TPart> part)
    {
        var latest = part(Latest);
        return _values.TrueForAll(value => EqualityComparer<TPart>.Default.Equals(part(value.Value), latest));
    }

    public bool Any(Func<T, bool> allows)
    {
        foreach (var (_, value) in _values)
        {
            if (allows(value))
            {
                return true;
            }
        }

        return false;
    }
}
