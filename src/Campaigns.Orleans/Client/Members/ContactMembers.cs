using Campaigns.Engine;
using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>Members about contacts of a campaign.</summary>
internal static class ContactMembers
{
    /// <summary>Enrolls few contacts at once. Not safe to repeat: the second report would call all of them duplicates.</summary>
    public static readonly ShardMember<ContactsAt, EnrollmentReport> Add = Ask<ContactsAt, EnrollmentReport>(
        "AddContacts", isSafe: false, (side, at, token) => at.NotBefore == default
            ? side.Engine.Client.AddContactsAsync(at.Campaign, at.Contacts!, token)
            : side.Engine.Client.AddContactsAsync(at.Campaign, at.Contacts!, at.NotBefore, token));

    /// <returns>False if the contact is no longer as the client has read it.</returns>
    public static readonly ShardMember<ContactChangeAt, bool> Change =
        Ask<ContactChangeAt, bool>("ChangeContact", isSafe: true, ChangeAsync);

    public static readonly ShardMember<ContactAt, bool> Remove = Do<ContactAt>(
        "RemoveContact", isSafe: false, (side, at, token) => side.Engine.Client.RemoveContactAsync(at.Campaign, at.Key, token));

    public static readonly ShardMember<RescheduleAt, bool> Reschedule = Do<RescheduleAt>(
        "RescheduleContact", isSafe: false,
        (side, at, token) => side.Engine.Client.RescheduleContactAsync(at.Campaign, at.Key, at.At, token));

    public static readonly ShardMember<ContactAt, bool> Rerun = Do<ContactAt>(
        "RerunContact", isSafe: false, (side, at, token) => side.Engine.Client.RerunContactAsync(at.Campaign, at.Key, token));

    public static readonly ShardMember<ContactAt, ContactStatus> Get = Ask<ContactAt, ContactStatus>(
        "GetContact", isSafe: true, (side, at, token) => side.Engine.Client.GetContactAsync(at.Campaign, at.Key, token));

    public static readonly ShardMember<ContactAt, Explanation> Explain = Ask<ContactAt, Explanation>(
        "ExplainContact", isSafe: true, async (side, at, token) =>
            await side.Engine.Client.ExplainAsync(at.Campaign, at.Key, token)
                with { Owner = new ShardOwner(ShardMap.OfCampaign(at.Campaign), side.Silo) });

    public static readonly ShardMember<NoteCallAt, bool> NoteCall = Ask<NoteCallAt, bool>(
        "NoteCall", isSafe: false, (side, at, token) => side.Engine.Operations.NoteCallAsync(at.Campaign, at.Key, at.Call, token));

    public static readonly ShardMember<CompleteTaskAt, bool> CompleteTask = Do<CompleteTaskAt>(
        "CompleteTask", isSafe: false,
        (side, at, token) => side.Engine.Operations.CompleteTaskAsync(at.Campaign, at.Key, at.Done, token));

    public static readonly ShardMember<ContactPortionAt, ContactPortion> Read =
        Ask<ContactPortionAt, ContactPortion>("ReadContacts", isSafe: true, ReadAsync);

    private static async Task<bool> ChangeAsync(ShardSide side, ContactChangeAt at, CancellationToken cancellationToken)
    {
        try
        {
            await side.Engine.Client.ChangeContactAsync(
                at.Campaign, at.Key, current => current.IsSameAs(at.Before) || (at.After is { } after && current.IsSameAs(after))
                    ? at.After!
                    : throw new ContactChangedException(),
                cancellationToken);
            return true;
        }
        catch (ContactChangedException)
        {
            return false;
        }
    }

    /// <summary>Reads a portion. The first one of a reading may begin after a contact, and has the cursor of the next one.</summary>
    private static async Task<ContactPortion> ReadAsync(ShardSide side, ContactPortionAt at, CancellationToken cancellationToken)
    {
        if (at.AfterKey is null)
        {
            var page = await side.Engine.Client.ListContactsAsync(at.Campaign, null, at.Cursor, at.Limit, cancellationToken);
            return new(page.Items, page.Next);
        }

        var client = (CampaignClient)side.Engine.Client;
        await side.Engine.Client.GetStatisticsAsync(at.Campaign, cancellationToken); // the campaign exists
        var found = await client.QueryAsync(
            queries => queries.FindJobAsync(at.Campaign, Unseen.Trim(at.AfterKey), cancellationToken));
        var (row, _) = found ?? throw CampaignException.NotFound("such contact in the campaign");
        var cursor = PageCursor.Write($"contacts of {at.Campaign}", row.Id);
        return await ReadAsync(side, at with { AfterKey = null, Cursor = cursor }, cancellationToken);
    }

    private sealed class ContactChangedException : Exception;
}
