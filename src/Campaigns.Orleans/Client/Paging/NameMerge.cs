namespace Campaigns.Orleans.Client.Paging;

/// <summary>Merges lists in order of name. A position is a name, so it is the same position in every shard.</summary>
internal static class NameMerge
{
    /// <param name="pages">The pages of the shards after the same position, each with the whole limit.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="nameOf">The names of an item, in order.</param>
    /// <param name="write">The cursor after an item.</param>
    public static CampaignPage<T> Merge<T>(
        IReadOnlyList<CampaignPage<T>> pages, int limit, Func<T, (string, string)> nameOf, Func<T, string> write)
    {
        var all = pages.SelectMany(page => page.Items)
            .OrderBy(item => nameOf(item).Item1, StringComparer.Ordinal).ThenBy(item =>
                nameOf(item).Item2, StringComparer.Ordinal).ToList();
        var hasMore = all.Count > limit || pages.Any(page => page.Next is not null);
        List<T> items = [.. all.Take(limit)];
        return new(items, hasMore && items.Count > 0 ? write(items[^1]) : null);
    }
}
