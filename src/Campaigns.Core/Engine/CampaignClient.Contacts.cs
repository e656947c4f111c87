using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Changes of contacts that are enrolled: judged on the caller's thread, as at enrollment.</summary>
internal sealed partial class CampaignClient
{
    public async Task ChangeContactAsync(CampaignId campaign, string contactKey, ContactChange change, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        ArgumentNullException.ThrowIfNull(change);
        change = change.Copy(); // what the caller changes meanwhile does not count
        var address = new JobAddress(campaign, Unseen.Trim(contactKey), 0);
        while (!await TryChangeContactAsync(address, change, cancellation))
        {
            // it has changed since it was read: it is judged again
        }
    }

    private async Task<bool> TryChangeContactAsync(JobAddress address, ContactChange change, CancellationToken cancellation)
    {
        const string Request = nameof(ICampaignClient.ChangeContactAsync);
        await DoAsync(address.Campaign, (_, _) => { }, cancellation, Request);
        var (row, contact) = await QueryAsync(queries => queries.FindJobAsync(address.Campaign, address.ContactKey!, cancellation))
            ?? throw CampaignException.NotFound("such contact in the campaign");
        var terms = await AskAsync(
            address.Campaign, (scheduler, entry) => EnrolmentTerms.Of(entry, row.Protocol, scheduler.View, Templates), cancellation, Request);
        var changed = change.ApplyTo(contact);
        var problem = ProblemOf(change, contact, terms) ?? Numbers.Read(ref changed) ?? terms.Judge(changed, out _);
        if (problem is not null)
        {
            throw new CampaignException(CampaignError.Invalid, $"The contact cannot be changed so: {problem}.");
        }

        var command = new JobCommand<bool>(address, (scheduler, slot) => scheduler.Contacts.Change(slot, contact, row.Protocol, changed));
        return await PostAsync(command, cancellation, Request);
    }

    /// <summary>
    /// Whether an address is to be taken away on a channel that there is not: most likely it is misspelled, and the address meant would
    /// stay.
    /// </summary>
    private static string? ProblemOf(ContactChange change, Contact contact, EnrolmentTerms terms)
    {
        var (unknown, _) = change.Addresses.FirstOrDefault(
            pair => pair.Value is null && !contact.Addresses.ContainsKey(pair.Key) && !terms.Channels.Contains(pair.Key));
        return unknown is null
            ? null
            : $"there is no address on the channel \"{TextLimits.Show(unknown)}\" to take away, and no provider serves it; mind the spelling";
    }
}
