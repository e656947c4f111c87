namespace Campaigns.Scheduling;

/// <summary>The limits that were used or changed since their usage was last written.</summary>
internal sealed class UsedLimits
{
    private readonly List<LimitedEntry> _used = [];

    /// <summary>Adds a limit that is about to be used or was changed.</summary>
    public void Add(LimitedEntry capped)
    {
        if (capped.TryMarkUsed())
        {
            _used.Add(capped);
        }
    }

    /// <summary>Writes the usage of all listed limits.</summary>
    /// <param name="write">Writes one limit and returns whether it must be written again later.</param>
    public void Write(Func<LimitedEntry, bool> write) => _used.RemoveAll(capped => !capped.SettleUse(write(capped)));
}
