namespace Campaigns.Scheduling;

/// <summary>Limits of which something was taken, or that were changed, since all of that was written.</summary>
internal sealed class UsedLimits
{
    private readonly List<LimitedEntry> _used = [];

    /// <summary>Something is about to be taken from a limit, or it was changed.</summary>
    public void Add(LimitedEntry capped)
    {
        if (capped.TryMarkUsed())
        {
            _used.Add(capped);
        }
    }

    /// <summary>Writes them.</summary>
    /// <param name="write">Writes one; tells whether there is more to write later.</param>
    public void Write(Func<LimitedEntry, bool> write) => _used.RemoveAll(capped => !capped.SettleUse(write(capped)));
}
