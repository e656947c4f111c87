using System.Globalization;

namespace Campaigns.Orleans.Client.Paging;

/// <summary>
/// Merges the holds of shards. The hold on everything is one hold, which every shard has. While some do not have it, the list says so.
/// </summary>
internal static class HoldMerge
{
    private const string List = "holds";
    private const string OfTenant = "tenant ";

    public static CampaignPage<HoldStatus> Merge(IReadOnlyList<CampaignPage<HoldStatus>> pages, int limit)
    {
        var ofAll = pages.SelectMany(page => page.Items).Where(hold => hold.Tenant is null).ToList();
        var tenants = pages
            .Select(page => new CampaignPage<HoldStatus>([.. page.Items.Where(hold => hold.Tenant is not null)], page.Next)).ToList();
        if (ofAll.Count == 0)
        {
            return NameMerge.Merge(tenants, limit, hold => (hold.Tenant!, ""), Cursor);
        }

        var first = ofAll.MaxBy(hold => hold.Since)!;
        first = ofAll.Count == pages.Count ? first : first with { Reason = Partly(ofAll.Count, pages.Count, first.Reason) };
        if (limit == 1)
        {
            return new([first], tenants.Any(page => page.Items.Count > 0 || page.Next is not null) ? Cursor(first) : null);
        }

        var rest = NameMerge.Merge(tenants, limit - 1, hold => (hold.Tenant!, ""), Cursor);
        return new([first, .. rest.Items], rest.Next ?? (pages.Any(page => page.Next is not null) ? Cursor(first) : null));
    }

    private static string Cursor(HoldStatus last) =>
        PageCursor.Write(List, last.Tenant is { } tenant ? OfTenant + tenant : "");

    private static string Partly(int held, int count, string? reason) =>
        string.Create(CultureInfo.InvariantCulture, $"{held} of {count} shards are held. {reason}").TrimEnd();
}
