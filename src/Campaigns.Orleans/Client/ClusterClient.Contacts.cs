using System.Runtime.CompilerServices;
using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client;

/// <content>Contacts. They travel in portions.</content>
internal sealed partial class ClusterClient
{
    /// <summary>The maximum number of contacts of one commit and of one portion.</summary>
    private const int PortionSize = 500;

    private const int ReadSize = 200;

    public Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, CancellationToken cancellationToken) =>
        AddContactsAsync(campaign, contacts, notBefore: default, cancellationToken);

    public Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        if (contacts.TryGetNonEnumeratedCount(out var count) && count <= PortionSize)
        {
            return OfCampaignAsync(campaign, ContactMembers.Add, new ContactsAt(campaign, [.. contacts], notBefore), cancellationToken);
        }

        return EnrollAsync(campaign, contacts.ToAsyncEnumerable(), null, notBefore, isCheck: false, cancellationToken);
    }

    public Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        return EnrollAsync(campaign, contacts, progress, notBefore: default, isCheck: false, cancellationToken);
    }

    public Task<EnrollmentReport> CheckContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        return EnrollAsync(campaign, contacts, progress, notBefore: default, isCheck: true, cancellationToken);
    }

    public async Task ChangeContactAsync(
        CampaignId campaign, string contactKey, Func<Contact, Contact> change, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        ArgumentNullException.ThrowIfNull(change);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var before = (await GetContactAsync(campaign, contactKey, cancellationToken)).Contact;
            var request = new ContactChangeAt(campaign, contactKey, before, change(before));
            if (await OfCampaignAsync(campaign, ContactMembers.Change, request, cancellationToken))
            {
                return;
            }
        }

        throw new CampaignException(
            CampaignError.Conflict, $"The contact was changed by others {MostTries} times while this change was made. Repeat the change.");
    }

    public Task RemoveContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        OfContactAsync(campaign, contactKey, ContactMembers.Remove, cancellationToken);

    public Task RescheduleContactAsync(CampaignId campaign, string contactKey, DateTimeOffset at, CancellationToken cancellationToken) =>
        OfCampaignAsync(campaign, ContactMembers.Reschedule, new RescheduleAt(campaign, contactKey, at), cancellationToken);

    public Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        OfContactAsync(campaign, contactKey, ContactMembers.Rerun, cancellationToken);

    public async IAsyncEnumerable<ContactStatus> ReadContactsAsync(
        CampaignId campaign, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = new ContactPortionAt(campaign, after, null, ReadSize);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var portion = await OfCampaignAsync(campaign, ContactMembers.Read, next, cancellationToken);
            foreach (var contact in portion.Contacts)
            {
                yield return contact;
            }

            if (portion.Cursor is null)
            {
                yield break;
            }

            next = next with { AfterKey = null, Cursor = portion.Cursor };
        }
    }

    private Task<EnrollmentReport> EnrollAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress, DateTimeOffset notBefore,
        bool isCheck, CancellationToken cancellationToken)
    {
        var stream = new ContactStream(_shards, ShardIds.ShardOf(campaign.Value, _shards.Count), campaign, progress);
        return stream.RunAsync(contacts, notBefore, isCheck, cancellationToken);
    }
}
