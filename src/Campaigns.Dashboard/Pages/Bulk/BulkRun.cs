namespace Campaigns.Dashboard.Pages.Bulk;

/// <summary>A bulk action and how far it is. Thread-safe.</summary>
internal sealed class BulkRun(string id, CampaignId campaign, BulkAction action, IReadOnlyList<string> keys)
{
    private const int MostReasons = 10;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _reasons = [];
    private int _done;
    private int _refused;

    public string Id => id;

    public CampaignId Campaign => campaign;

    public BulkAction Action => action;

    /// <summary>The contacts that were counted and confirmed. No others are changed.</summary>
    public IReadOnlyList<string> Keys => keys;

    public int Done => Volatile.Read(ref _done);

    public int Refused => Volatile.Read(ref _refused);

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether somebody canceled it. What was changed stays changed.</summary>
    public bool IsCanceled { get; set; }

    /// <summary>Why it cannot go on; null otherwise.</summary>
    public string? Stopped { get; set; }

    /// <summary>The first reasons of refusals.</summary>
    public IReadOnlyList<string> Reasons
    {
        get
        {
            lock (_lock)
            {
                return [.. _reasons];
            }
        }
    }

    public void NoteDone() => Interlocked.Increment(ref _done);

    public void NoteRefusal(string reason)
    {
        Interlocked.Increment(ref _refused);
        lock (_lock)
        {
            if (_reasons.Count < MostReasons)
            {
                _reasons.Add(reason);
            }
        }
    }
}
