namespace Campaigns.AspNetCore.Requests;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class ItemsBody<T>
{
    /// <summary>The items, in the order of the list. A page may have fewer items than the limit, or none, and not be the last
    /// one.</summary>
    public required IReadOnlyList<T> Items { get; set; }

    /// <summary>The value of <c>after</c> for the next page; absent on the last page.</summary>
    public string? Next { get; set; }

    internal static ItemsBody<T> Of<TItem>(CampaignPage<TItem> page, Func<TItem, T> make) =>
        new() { Items = [.. page.Items.Select(make)], Next = page.Next };
}

/// <summary>Makes bodies of pages.</summary>
internal static class ItemsBody
{
    public static ItemsBody<TBody> Of<T, TBody>(CampaignPage<T> page, Func<T, TBody> body) => ItemsBody<TBody>.Of(page, body);

    /// <summary>The body of a list that needs no pages.</summary>
    public static ItemsBody<TBody> Of<T, TBody>(IEnumerable<T> items, Func<T, TBody> body) => new() { Items = [.. items.Select(body)] };
}
