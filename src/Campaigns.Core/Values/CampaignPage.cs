namespace Campaigns;

/// <summary>A page of a list. All lists that may be long are read in pages.</summary>
/// <param name="Items">
/// The items of this page, in the order of the list. A page may have fewer items than the limit, or none, and not be the last one.
/// </param>
/// <param name="Next">
/// The cursor to give as <c>after</c> for the next page. It is valid for the same list with the same filter, at any later time, after a
/// restart too. Null: this is the last page.
/// </param>
/// <typeparam name="T">The type of the items.</typeparam>
public sealed record CampaignPage<T>(IReadOnlyList<T> Items, string? Next);
