namespace Campaigns;

/// <content>Contacts: enrollment, and what is done with those that are enrolled.</content>
public partial interface ICampaignClient
{
    /// <summary>Enrols contacts, before the start or while the campaign runs. A bad row is reported and costs no other.</summary>
    /// <remarks>
    /// A collection of up to 500 is one commit: all that is valid in it, or nothing. More is an enrollment of several, as with a stream.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts; read as they are taken in.</param>
    /// <param name="cancellationToken">Stops reading; what was enrolled stays enrolled.</param>
    Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, CancellationToken cancellationToken = default);

    /// <summary>
    /// Enrols contacts from a stream of any length, before the start or while the campaign runs: 500 rows are held at a time, and the
    /// stream is read no faster than they are stored. A bad row is reported and costs no other.
    /// </summary>
    /// <remarks>
    /// The enrollment is open from here until its last contact is committed, in the store, and while it is the campaign does not complete.
    /// Cut short, by the contacts' own exception, cancellation, a failure of the store or the end of the process, it stays open, for only a
    /// part is in: begin again with the same contacts, of which those enrolled count as duplicates, or call
    /// <see cref="CloseEnrollmentAsync"/>. The next call for the campaign takes over what was cut before it. Several calls at once are
    /// several enrollments; all must be finished.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts; read once.</param>
    /// <param name="progress">Told after every 500 rows, with those that were not enrolled; null for nobody.</param>
    /// <param name="cancellationToken">Stops between commits; what was enrolled stays enrolled.</param>
    Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that no more contacts come of the campaign's open enrollments, whatever was to come: those that were cut, and those under way,
    /// whose next contacts are refused. A campaign with nobody left completes. Does nothing when none is open.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task CloseEnrollmentAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes an enrolled contact's addresses, zone or data while its campaign runs:
    /// <c>ChangeContactAsync(id, "ann", contact =&gt; contact.WithPhone("+15550100002"))</c>. Once this completes nothing is sent to the
    /// contact as it was: an attempt that was not sent is taken back and goes where the contact is now. A live one ends as one to the
    /// address it went to, which is busy until then; what follows it goes to the new one.
    /// </summary>
    /// <remarks>
    /// The function is called on the caller's side and not by the engine, and again if somebody else has changed the contact meanwhile. The
    /// do-not-contact list, caps, cool-down and busy addresses are asked of the new addresses. When a contact is due and what it has spent
    /// of its attempts stays as it is; one that has ended goes to the new addresses when it is run again.
    /// </remarks>
    /// <param name="campaign">The campaign, unless it was canceled or has expired.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="change">Makes of the contact as it is the one that is to be, with the same key and protocol.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">The contact as it would be could not be enrolled: the message says why, as enrollment
    /// does.</exception>
    Task ChangeContactAsync(
        CampaignId campaign, string contactKey, Func<Contact, Contact> change, CancellationToken cancellationToken = default);

    /// <summary>Takes a contact out of a campaign. A live attempt finishes; nothing follows it.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task RemoveContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Contacts somebody at an instant ("call me at 17:00") instead of when the policy says. During a live attempt it counts for what
    /// follows.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task RescheduleContactAsync(CampaignId campaign, string contactKey, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a contact that has ended through the whole protocol again. Opens a completed or failed campaign again. One who is on the
    /// tenant's do-not-contact list ends as <see cref="JobState.Suppressed"/> there and then.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs all contacts of a campaign again that have ended as <see cref="JobState.Failed"/>, but for those who have opted out
    /// (<see cref="AttemptOutcome.OptedOut"/>), whose address is <see cref="AttemptOutcome.Invalid"/>, or who are on the tenant's
    /// do-not-contact list.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Stops; contacts already taken stay taken.</param>
    /// <returns>How many.</returns>
    Task<long> RerunFailedAsync(CampaignId campaign, CancellationToken cancellationToken = default);
}
