using System.Globalization;

namespace Campaigns.Orleans.Client.Paging;

/// <summary>
/// A list that goes through the shards one after another. For lists whose order begins with an id that tells the shard, that is the order.
/// </summary>
internal static class ShardRow
{
    private const char Between = ':';

    /// <summary>Reads a page. It may begin in one shard and end in another.</summary>
    /// <param name="list">The name of the list, for its cursors.</param>
    /// <param name="count">The number of shards.</param>
    /// <param name="page">The cursor and the limit.</param>
    /// <param name="read">Reads a page of a shard after a cursor of the shard.</param>
    public static async Task<CampaignPage<T>> ReadAsync<T>(
        string list, int count, (string? After, int Limit) page, Func<int, string?, int, Task<CampaignPage<T>>> read)
    {
        var (shard, inner) = ReadCursor(list, count, page.After);
        var items = new List<T>();
        while (shard < count && items.Count < page.Limit)
        {
            var next = await read(shard, inner, page.Limit - items.Count);
            items.AddRange(next.Items);
            inner = next.Next;
            shard += inner is null ? 1 : 0;
        }

        return new(items, shard < count ? Write(list, shard, inner) : null);
    }

    private static string Write(string list, int shard, string? inner) =>
        PageCursor.Write(list, string.Create(CultureInfo.InvariantCulture, $"{shard}{Between}{inner}"));

    private static (int Shard, string? Inner) ReadCursor(string list, int count, string? after)
    {
        if (PageCursor.Read(list, after) is not { } text)
        {
            return (0, null);
        }

        var end = text.IndexOf(Between, StringComparison.Ordinal);
        return end > 0 && int.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var shard) && shard < count
            ? (shard, end + 1 < text.Length ? text[(end + 1)..] : null)
            : throw PageCursor.Invalid(after!);
    }
}
