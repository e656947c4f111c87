namespace Campaigns.Export;

/// <summary>Exports the contacts of campaigns.</summary>
public static class CampaignClientExtensions
{
    /// <summary>The number of contacts per write, which equals the client's page size.</summary>
    private const int PageSize = 200;

    /// <summary>
    /// Writes a campaign's contacts with their states and attempts, in order of enrollment: one row per attempt, and one row for a contact
    /// without attempts. The campaign may be running: each contact is written as it is when its page is read. Holds one page in memory.
    /// </summary>
    /// <remarks>
    /// The columns: contact_key, address, zone, state, attempt, step, channel, try, attempt_state, outcome, committed_at, ended_at,
    /// provider, provider_call_id, note, provider_status, occurred_at, content_hash, answered_by, ring_seconds, talk_seconds, cost,
    /// currency, recording, transcript, call_back_at, opt_out, result_data, caller_id. Addresses, links and data are written in full:
    /// protect the export as you protect the contacts themselves.
    /// </remarks>
    /// <param name="client">The engine's client.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="to">The stream to write to. It is not closed.</param>
    /// <param name="format">The format.</param>
    /// <param name="cancellationToken">Cancels the export. Rows that are already written stay in the stream.</param>
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
