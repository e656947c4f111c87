namespace Campaigns;

/// <content>What a restored store must be told.</content>
public partial interface ICampaignOperations
{
    /// <summary>
    /// Notes a call that was made after the backup from which the store was restored. The contact gets the missing attempt with its
    /// outcome, as if the engine had made the call: the attempt counts, and a retry, the next step or the end of the contact follows. Works
    /// while everything is held. Safe to repeat.
    /// </summary>
    /// <remarks>Frequency caps and pauses count the call from now, because the store cannot add it to the past.</remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>Whether the attempt was added. False if the store knows the call, or if the contact has ended.</returns>
    /// <exception cref="CampaignException">
    /// A value is not valid, there is no such campaign, contact or provider, the contact has a live attempt (report its outcome instead),
    /// or the contact does not wait for an attempt on the channel of the provider.
    /// </exception>
    Task<bool> NoteCallAsync(CampaignId campaign, string contactKey, NotedCall call, CancellationToken cancellationToken = default);
}
