namespace Campaigns.AspNetCore.Persons;

/// <summary>Searches the campaigns of a tenant for a person's contacts, a few campaigns at a time.</summary>
internal sealed class PersonSearch(ICampaignClient client, PersonIdentity person, CancellationToken cancellationToken)
{
    private const int CampaignsPerPage = 20;

    /// <summary>Searches the campaigns after a cursor, newest first.</summary>
    public async Task<(List<PersonContactBody> Contacts, string? Next)> FindAsync(string? after)
    {
        var campaigns = await client.ListAsync(new CampaignFilter { Tenant = person.Tenant }, after, CampaignsPerPage, cancellationToken);
        var found = new List<PersonContactBody>();
        foreach (var campaign in campaigns.Items)
        {
            var keys = new HashSet<string>();
            foreach (var text in person.Addresses.Concat(person.ContactKey is { } key ? [key] : []))
            {
                await AddAsync(campaign.Campaign, text, keys, found);
            }
        }

        return (found, campaigns.Next);
    }

    /// <summary>Adds the contacts with a key or an address. The list also finds keys that only begin with the text.</summary>
    private async Task AddAsync(CampaignId campaign, string text, HashSet<string> keys, List<PersonContactBody> found)
    {
        string? after = null;
        do
        {
            var page = await client.ListContactsAsync(campaign, new ContactFilter { Text = text }, after, 1_000, cancellationToken);
            foreach (var status in page.Items.Where(status => IsNamed(status.Contact, text) && keys.Add(status.Contact.Key)))
            {
                found.Add(new PersonContactBody { Campaign = campaign.ToString(), Key = status.Contact.Key, State = status.State });
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private static bool IsNamed(Contact contact, string text) =>
        contact.Key == text.Trim() || !contact.Key.StartsWith(text.Trim(), StringComparison.Ordinal);
}
