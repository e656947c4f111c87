namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>Finds the addresses that attempts were sent to. A change does not hold them.</summary>
internal sealed class AddressBook(ICampaignClient client)
{
    /// <summary>Returns the address of the attempt of a change; null if it is unknown, or the person was erased.</summary>
    public async Task<string?> FindAsync(CampaignChange change, CancellationToken cancellationToken)
    {
        if (change is not { Campaign: { } campaign, ContactKey: { } key, Attempt: { } attempt })
        {
            return null;
        }

        try
        {
            var status = await client.GetContactAsync(campaign, key, cancellationToken);
            var entry = status.Timeline.FirstOrDefault(entry => entry.Attempt == attempt);
            return entry?.Channel is { } channel ? (entry.Contact ?? status.Contact).AddressOn(channel) : null;
        }
        catch (CampaignException error) when (error.Error == CampaignError.NotFound)
        {
            return null;
        }
    }
}
