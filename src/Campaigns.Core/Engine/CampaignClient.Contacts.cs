using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Changes to enrolled contacts. The caller's thread checks them, as at enrollment.</summary>
internal sealed partial class CampaignClient
{
    public async Task ChangeContactAsync(
        CampaignId campaign, string contactKey, Func<Contact, Contact> change, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        ArgumentNullException.ThrowIfNull(change);
        var address = new JobAddress(campaign, Unseen.Trim(contactKey), 0);
        while (!await TryChangeContactAsync(address, change, cancellationToken))
        {
            // the contact changed after it was read: try again
        }
    }

    private async Task<bool> TryChangeContactAsync(JobAddress address, Func<Contact, Contact> change, CancellationToken cancellationToken)
    {
        const string Request = nameof(ICampaignClient.ChangeContactAsync);
        await DoAsync(address.Campaign, (_, _) => { }, cancellationToken, Request);
        var (row, contact) = await QueryAsync(queries => queries.FindJobAsync(address.Campaign, address.ContactKey!, cancellationToken))
            ?? throw CampaignException.NotFound("such contact in the campaign");
        var terms = await AskAsync(
            address.Campaign, (scheduler, entry) => EnrollmentTerms.Of(entry, row.Protocol, scheduler.View, Templates), cancellationToken,
            Request);
        var changed = change(contact); // outside the loop: this is host code
        var problem = ProblemOf(changed, contact) ?? Numbers.Read(ref changed) ?? terms.Judge(changed, out _);
        if (problem is not null)
        {
            throw new CampaignException(CampaignError.Invalid, $"The contact cannot be changed this way: {problem}.");
        }

        var command = new JobCommand<bool>(address, (scheduler, slot) => scheduler.Contacts.Change(slot, contact, row.Protocol, changed));
        return await PostAsync(command, cancellationToken, Request);
    }

    /// <summary>Why the result is not the same contact with other values; null if it is.</summary>
    private static string? ProblemOf(Contact? changed, Contact contact) =>
        changed is null ? "the change returned no contact"
        : changed.Key != contact.Key ? "its key cannot change; add another contact instead"
        : changed.ProtocolJson != contact.ProtocolJson ? "its protocol cannot change"
        : null;
}
