namespace Campaigns.Engine;

/// <summary>
/// Wakes the readers of the change feed after a commit. The readers read from the store; the engine never waits for them.
/// </summary>
internal sealed class FeedSignals
{
    private readonly Lock _lock = new();
    private Signal[] _waiting = [];
    private long _last;
    private bool _isClosed;

    /// <summary>The sequence of the last committed change.</summary>
    public long Last => Volatile.Read(ref _last);

    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Tells the last committed change.</summary>
    public void Advance(long last)
    {
        if (last > _last)
        {
            Volatile.Write(ref _last, last);
            Wake();
        }
    }

    /// <summary>Ends all readings.</summary>
    public void Close()
    {
        Volatile.Write(ref _isClosed, true);
        Wake();
    }

    /// <summary>Adds a reading, whose signal is set after each commit with changes.</summary>
    public void Join(Signal signal)
    {
        lock (_lock)
        {
            Volatile.Write(ref _waiting, [.. _waiting, signal]);
        }
    }

    public void Leave(Signal signal)
    {
        lock (_lock)
        {
            Volatile.Write(ref _waiting, [.. _waiting.Where(other => other != signal)]);
        }
    }

    private void Wake()
    {
        foreach (var signal in Volatile.Read(ref _waiting))
        {
            signal.Set();
        }
    }
}
