namespace Campaigns;

/// <content>Contacts: enrollment and changes to enrolled contacts.</content>
public partial interface ICampaignClient
{
    /// <summary>
    /// Enrolls contacts before the start or while the campaign runs. An invalid row is reported and does not affect the other rows.
    /// </summary>
    /// <remarks>
    /// A collection of up to 500 contacts is one commit: all valid rows are enrolled, or none. A larger collection is enrolled in several
    /// commits, like a stream.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts. Read as they are enrolled.</param>
    /// <param name="cancellationToken">Stops reading. Contacts already enrolled stay enrolled.</param>
    Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, CancellationToken cancellationToken = default);

    /// <summary>
    /// Enrolls contacts whose first attempt must not come before an instant. Everything else is as for contacts without one: at the
    /// instant they are due like a retry, and windows, limits and do-not-contact lists apply.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts. Read as they are enrolled.</param>
    /// <param name="notBefore">
    /// The instant, on the wall clock. An instant in the past means now. An exit rule's expiry counts from the instant, too.
    /// </param>
    /// <param name="cancellationToken">Stops reading. Contacts already enrolled stay enrolled.</param>
    /// <returns>
    /// The report. A contact that is running in another campaign under the same exclusivity is refused, even if the campaign would queue
    /// or replace it.
    /// </returns>
    Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, DateTimeOffset notBefore, CancellationToken cancellationToken = default);

    /// <summary>
    /// Enrolls contacts from a stream of any length, before the start or while the campaign runs. Holds 500 rows in memory at a time and
    /// reads the stream no faster than the store accepts rows. An invalid row is reported and does not affect the other rows.
    /// </summary>
    /// <remarks>
    /// The store records that the enrollment is open from this call until its last contact is committed. The campaign does not complete
    /// while an enrollment is open. An enrollment is cut short by an exception from the contacts, cancellation, a store failure, or the end
    /// of the process. It then stays open, because only part of the contacts is enrolled. Either start again with the same contacts (those
    /// already enrolled count as duplicates), or call <see cref="CloseEnrollmentAsync"/>. The next call for the campaign takes over
    /// enrollments that were cut short before it. Concurrent calls are separate enrollments, and all of them must finish.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts. Read once.</param>
    /// <param name="progress">
    /// Receives the progress after every 500 rows, with the rows that were not enrolled. Null: no progress reports.
    /// </param>
    /// <param name="cancellationToken">Stops between commits. Contacts already enrolled stay enrolled.</param>
    Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks contacts from a stream of any length as <see cref="AddContactsAsync(CampaignId, IAsyncEnumerable{Contact},
    /// IProgress{EnrollmentProgress}?, CancellationToken)"/> does, and enrolls none. Looks at each contact alone: duplicates, and contacts
    /// that run under the campaign's exclusivity, are not found. Holds 500 rows in memory at a time.
    /// </summary>
    /// <param name="campaign">The campaign, in any state.</param>
    /// <param name="contacts">The contacts. Read once.</param>
    /// <param name="progress">
    /// Receives the progress after every 500 rows, with the rows that would be refused. Null: no progress reports.
    /// </param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The report, with the number of valid contacts in <see cref="EnrollmentReport.Added"/>.</returns>
    Task<EnrollmentReport> CheckContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes all open enrollments of the campaign: those that were cut short, and those in progress, whose next contacts are refused. A
    /// campaign with no open job then completes. Does nothing if no enrollment is open.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task CloseEnrollmentAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes an enrolled contact's addresses, time zone or data while its campaign runs:
    /// <c>ChangeContactAsync(id, "ann", contact =&gt; contact.WithPhone("+15550100002"))</c>. After this completes, nothing is sent to the
    /// contact's old values: an attempt that has not been sent is withdrawn and then goes to the new address. A live attempt still ends as
    /// an attempt to its old address, which stays busy until then. Later attempts go to the new address.
    /// </summary>
    /// <remarks>
    /// The function runs on the caller's side, not in the engine. It is called again if the contact was changed concurrently. The
    /// do-not-contact list, frequency caps, cool-down and busy addresses are checked against the new addresses. The contact's due time and
    /// the attempts already spent stay as they are. A contact that has ended uses the new addresses when it is rerun.
    /// </remarks>
    /// <param name="campaign">The campaign. It must not be canceled or expired.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="change">Returns the changed contact for the current one, with the same key and protocol.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// The changed contact could not be enrolled. The message gives the reason, as for enrollment.
    /// </exception>
    Task ChangeContactAsync(
        CampaignId campaign, string contactKey, Func<Contact, Contact> change, CancellationToken cancellationToken = default);

    /// <summary>Removes a contact from a campaign. A live attempt finishes, and no further attempt follows.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task RemoveContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Contacts a person at a given instant ("call me at 17:00") instead of the instant that the policy gives. During a live attempt, the
    /// instant applies to the next attempt.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="at">The instant.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task RescheduleContactAsync(CampaignId campaign, string contactKey, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>
    /// Runs a contact that has ended through the whole protocol again. Reopens a completed or failed campaign. A contact on the tenant's
    /// do-not-contact list ends as <see cref="JobState.Suppressed"/> immediately.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reruns all contacts of a campaign that have ended as <see cref="JobState.Failed"/>, except contacts who opted out
    /// (<see cref="AttemptOutcome.OptedOut"/>), contacts whose address is <see cref="AttemptOutcome.Invalid"/>, and contacts on the
    /// tenant's do-not-contact list.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Stops. Contacts already rerun are not undone.</param>
    /// <returns>The number of contacts rerun.</returns>
    Task<long> RerunFailedAsync(CampaignId campaign, CancellationToken cancellationToken = default);
}
