using Campaigns.Dashboard.Pages.Contacts;

namespace Campaigns.Dashboard.Pages.Bulk;

/// <summary>
/// Which contacts an action means: those of a filter, or all because somebody said so. Never all because a filter was lost.
/// </summary>
/// <param name="Action">The action.</param>
/// <param name="Filter">The filter; without a condition for all contacts.</param>
internal sealed record BulkWish(BulkAction Action, ContactFilter Filter)
{
    /// <summary>The most contacts of one action. The page counts them when it is opened.</summary>
    public const int Most = 20_000;

    private const int PageSize = 1_000;

    /// <summary>Reads the fields of an address or a form.</summary>
    /// <exception cref="CampaignException">There is neither a filter nor the word that all contacts are meant, or both.</exception>
    public static BulkWish Read(Func<string, string?> field)
    {
        if (!Enum.TryParse<BulkAction>(field("action"), out var action) || !Enum.IsDefined(action))
        {
            throw new CampaignException(CampaignError.Invalid, "Choose what to do with the contacts.");
        }

        var filter = ContactQuery.Read(field);
        var isAll = field("all") == "yes";
        return (filter == new ContactFilter()) == isAll ? new BulkWish(action, filter) : throw new CampaignException(
            CampaignError.Invalid,
            isAll ? "The request names a filter and means all contacts. Choose one of them."
            : "The request has no filter. Set one, or choose \"all contacts of the campaign\" yourself. Nothing was changed.");
    }

    /// <summary>The fields that say the same again.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Fields() =>
        ContactQuery.Fields(Filter)
            .Append(KeyValuePair.Create("action", (string?)Action.ToString()))
            .Append(KeyValuePair.Create("all", Filter == new ContactFilter() ? "yes" : null));

    /// <summary>Finds the contacts that the action applies to.</summary>
    /// <returns>Their keys, up to one more than <see cref="Most"/>, and the number of those whose state does not allow it.</returns>
    public async Task<(List<string> Keys, int Skipped)> FindAsync(
        ICampaignClient client, CampaignId campaign, CancellationToken cancellationToken)
    {
        var (keys, skipped, after) = (new List<string>(), 0, (string?)null);
        do
        {
            var page = await client.ListContactsAsync(campaign, Filter, after, PageSize, cancellationToken);
            foreach (var contact in page.Items)
            {
                if (BulkActions.Applies(Action, Filter, contact))
                {
                    keys.Add(contact.Contact.Key);
                }
                else
                {
                    skipped++;
                }
            }

            after = page.Next;
        }
        while (after is not null && keys.Count <= Most);
        return (keys, skipped);
    }
}
