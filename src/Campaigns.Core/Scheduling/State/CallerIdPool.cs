namespace Campaigns.Scheduling;

/// <summary>
/// The caller ids of a provider. An attempt gets the number of its job's last attempt, if that number belongs to the pool and has room;
/// else the number used least today, the first of equal ones.
/// </summary>
internal sealed class CallerIdPool
{
    private readonly CallerIdEntry[] _entries;

    /// <summary>Until when no number opens by itself, on the monotonic clock. Spares the search while nothing changes.</summary>
    private long _closedUntil = long.MinValue;
    private int _lastOpen;

    public CallerIdPool(string provider, IReadOnlyList<CallerId> callerIds) =>
        _entries = [.. callerIds.Select(callerId => new CallerIdEntry(provider, callerId, this))];

    public IReadOnlyList<CallerIdEntry> Entries => _entries;

    /// <summary>
    /// Whether a number has no room only because of its live attempts, so that the end of one may open the pool at any time.
    /// </summary>
    public bool IsFull => Array.Exists(_entries, entry => entry.IsFull);

    /// <summary>The pool of a provider; null if it has no caller ids.</summary>
    public static CallerIdPool? Of(string provider, ProviderOptions options) =>
        options.CallerIds.Count == 0 ? null : new CallerIdPool(provider, options.CallerIds);

    public CallerIdEntry? Find(string number) => Array.Find(_entries, entry => entry.Number == number);

    /// <summary>Looks for a number with room, and remembers it for the next search.</summary>
    /// <returns>False if no number has room.</returns>
    public bool FindOpen(long mono)
    {
        if (mono < _closedUntil)
        {
            return false;
        }

        if (_entries[_lastOpen].IsOpen(mono))
        {
            return true;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].IsOpen(mono))
            {
                _lastOpen = i;
                return true;
            }
        }

        _closedUntil = OpensAt(mono);
        return false;
    }

    /// <summary>When the first number opens by itself, on the monotonic clock; <see cref="long.MaxValue"/> for none.</summary>
    public long OpensAt(long mono)
    {
        var opens = long.MaxValue;
        foreach (var entry in _entries)
        {
            opens = Math.Min(opens, entry.OpensAt(mono));
        }

        return opens;
    }

    /// <summary>When the first number opens by itself, including quotas.</summary>
    public long OpensAt(Now now) => _entries.Min(entry => entry.OpensAt(now));

    /// <summary>Notes that a number may have room again.</summary>
    public void NoteChange() => _closedUntil = long.MinValue;

    /// <summary>Picks the number for an attempt; one must be open.</summary>
    /// <param name="last">The id of the job's last number; 0 for none.</param>
    /// <param name="mono">The current time on the monotonic clock.</param>
    public CallerIdEntry Pick(ushort last, long mono)
    {
        CallerIdEntry? least = null;
        foreach (var entry in _entries)
        {
            if (!entry.IsOpen(mono))
            {
                continue;
            }

            if (last != 0 && entry.Id == last)
            {
                return entry;
            }

            least = least is null || entry.SentToday < least.SentToday ? entry : least;
        }

        return least ?? throw new InvalidOperationException("No caller id of the provider has room.");
    }

    /// <summary>What keeps each number, for an explanation. Lists up to ten.</summary>
    public string Explain(long mono)
    {
        const int Most = 10;
        var more = _entries.Length > Most ? $", and {_entries.Length - Most} more" : "";
        return string.Join(", ", _entries.Take(Most).Select(entry => $"{CallerId.Mask(entry.Number)} is {entry.StateAt(mono)}")) + more;
    }
}
