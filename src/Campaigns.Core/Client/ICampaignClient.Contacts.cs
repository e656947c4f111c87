namespace Campaigns;

/// <content>Changes of contacts that are enrolled.</content>
public partial interface ICampaignClient
{
    /// <summary>
    /// Changes an enrolled contact's addresses, zone or data while its campaign runs. Once this completes nothing is sent to the contact as
    /// it was: an attempt that was not sent is taken back and goes where the contact is now. A live one ends as one to the address it went
    /// to, which is busy until then; what follows it goes to the new one.
    /// </summary>
    /// <remarks>
    /// The do-not-contact list, caps, cool-down and busy addresses are asked of the new addresses. When a contact is due and what it has
    /// spent of its attempts stays as it is; one that has ended goes to the new addresses when it is run again.
    /// </remarks>
    /// <param name="campaign">The campaign, unless it was canceled or has expired.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">The contact as it would be could not be enrolled: the message says why, as enrollment
    /// does.</exception>
    Task ChangeContactAsync(CampaignId campaign, string contactKey, ContactChange change, CancellationToken cancellation = default);
}
