namespace Campaigns.Export;

/// <summary>Exports the contacts of campaigns.</summary>
public static class CampaignClientExtensions
{
    /// <summary>How many contacts are written at a time; as many as the client reads.</summary>
    private const int PageSize = 200;

    /// <summary>
    /// Writes a campaign's contacts with their states and attempts, in the order of enrollment: a row for each attempt, and one for a
    /// contact without any. While it runs, too: each contact is as it stands when its page is read. Holds one page in memory.
    /// </summary>
    /// <remarks>
    /// The columns: contact_key, address, zone, state, attempt, step, channel, try, attempt_state, outcome, committed_at, ended_at,
    /// provider, provider_call_id, note, provider_status, occurred_at, content_hash. The addresses are whole: keep what you export as safe
    /// as the contacts themselves.
    /// </remarks>
    /// <param name="client">The engine's client.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="to">Where to write; not closed.</param>
    /// <param name="format">How.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static Task ExportAsync(
        this ICampaignClient client, CampaignId campaign, Stream to, ExportFormat format, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(to);
        return WriteAsync(client.ReadContactsAsync(campaign, null, cancellationToken), to, new CampaignExport(format), cancellationToken);
    }

    private static async Task WriteAsync(
        IAsyncEnumerable<ContactStatus> contacts, Stream to, CampaignExport export, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var contact in contacts)
        {
            export.Add(contact);
            if (++count % PageSize == 0)
            {
                await export.FlushAsync(to, cancellationToken);
            }
        }

        await export.FlushAsync(to, cancellationToken);
    }
}
