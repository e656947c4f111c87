using Campaigns.AspNetCore.Bulk;
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

    /// <summary>The request that the API would get.</summary>
    public BulkRequestBody ToRequest(long count, DateTimeOffset now) => new()
    {
        Action = Action,
        Filter = Body,
        All = Body is null,
        At = Action == BulkAction.Reschedule ? now : null,
        ConfirmedCount = count,
    };

    /// <summary>Counts the contacts that the action applies to, up to one more than <see cref="Most"/>.</summary>
    public async Task<(int Count, int Skipped)> CountAsync(
        ICampaignClient client, CampaignId campaign, CancellationToken cancellationToken)
    {
        var (count, skipped, after) = (0, 0, (string?)null);
        do
        {
            var page = await client.ListContactsAsync(campaign, Filter, after, PageSize, cancellationToken);
            var applies = page.Items.Count(contact => BulkRule.Applies(Action, Body, contact, null));
            (count, skipped, after) = (count + applies, skipped + page.Items.Count - applies, page.Next);
        }
        while (after is not null && count <= Most);
        return (Math.Min(count, Most + 1), skipped);
    }

    /// <summary>The filter as the API has it; null for all contacts.</summary>
    private BulkFilterBody? Body => Filter == new ContactFilter() ? null : new BulkFilterBody
    {
        State = Filter.State, WaitingFor = Filter.WaitingFor, LastOutcome = Filter.LastOutcome, Text = Filter.Text,
    };
}
