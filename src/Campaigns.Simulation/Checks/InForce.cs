namespace Campaigns.Simulation;

/// <summary>
/// A value that changes by commits, with the values that may be in force. Until the request for a change is acknowledged, the old value may
/// still be in force. Afterwards, only the new value is. An action breaks a promise if no value in force allows it.
/// </summary>
internal sealed class InForce<T>(T first)
{
    private readonly List<(long Event, T Value)> _values = [(0, first)];

    public T Latest => _values[^1].Value;

    /// <summary>The number of changes.</summary>
    public int Changes { get; private set; }

    public void Commit(long at, T value)
    {
        _values.Add((at, value));
        Changes++;
    }

    /// <summary>Whether the latest value was committed at the given event number.</summary>
    public bool CameAt(long moment) => _values[^1].Event == moment;

    /// <summary>
    /// Records the acknowledgment of a request made at the given event number. Values replaced before it are no longer in force.
    /// </summary>
    public void Acknowledge(long issued)
    {
        var first = _values.FindIndex(value => value.Event >= issued);
        if (first > 0)
        {
            _values.RemoveRange(0, first);
        }
    }

    /// <summary>Records that an engine has read the store. Only the latest value is in force.</summary>
    public void Settle() => _values.RemoveRange(0, _values.Count - 1);

    /// <summary>Whether all values in force have the same part.</summary>
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
