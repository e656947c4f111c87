using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Collects the rows of a page, and knows when a limit is reached.</summary>
/// <param name="limits">The limits.</param>
/// <param name="after">The place before the page.</param>
internal sealed class PageBuilder<TItem, TPlace>(PageLimits limits, TPlace after)
    where TPlace : struct
{
    private readonly List<TItem> _items = [];
    private TPlace _last = after;
    private int _examined;

    public bool IsFull => _items.Count >= limits.Items || _examined >= Math.Max(limits.Examined, 1);

    /// <summary>Goes on to a place. The place where the page begins does not count as examined, so each page makes progress.</summary>
    public void Examine(TPlace place)
    {
        _examined += EqualityComparer<TPlace>.Default.Equals(place, _last) ? 0 : 1;
        _last = place;
    }

    public void Add(TItem item) => _items.Add(item);

    public QueryPage<TItem, TPlace> End(bool hasMore) => new(_items, hasMore ? _last : null);
}
