namespace Campaigns;

/// <summary>Walks lists that are read in pages.</summary>
public static class CampaignPages
{
    /// <summary>
    /// Reads all items of a list, one page at a time:
    /// <c>CampaignPages.ReadAllAsync(after =&gt; client.ListAsync(after: after))</c>. An item that exists all the time is read exactly
    /// once.
    /// </summary>
    /// <param name="read">Reads the page after a cursor.</param>
    /// <typeparam name="T">The type of the items.</typeparam>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(Func<string?, Task<CampaignPage<T>>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        for (string? after = null; ;)
        {
            var page = await read(after);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            if (page.Next is null)
            {
                yield break;
            }

            after = page.Next;
        }
    }
}
