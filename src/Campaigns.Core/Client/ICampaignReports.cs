namespace Campaigns;

/// <summary>
/// Takes reports from outside: provider reports, events of contacts, and changes to the do-not-contact list. A webhook needs only this
/// interface, so that a caller of the webhook can neither change nor stop campaigns. Requests complete and fail as described for
/// <see cref="ICampaignClient"/>.
/// </summary>
/// <remarks>The do-not-contact list belongs here because people send "STOP" and "START" through the same webhooks as replies.</remarks>
public interface ICampaignReports
{
    /// <summary>
    /// Takes a provider's report. Reports may arrive early, late, twice and out of order. Each outcome counts once. Completes when the
    /// report is committed. Acknowledge the report to the provider after that.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>How the report was handled. A report about an unknown call is kept, not refused.</returns>
    Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes an event of the outside world, such as a webhook's call. The event is appended to the event log as it came, and applied in the
    /// same commit, once by its tenant and id. Completes when it is committed. Acknowledge the event to its sender after that.
    /// </summary>
    /// <remarks>
    /// If the event ends a job, nothing of that job is sent after this completes, including retries and attempts already committed. If the
    /// request fails, send the event again: it counts once.
    /// </remarks>
    /// <param name="inboundEvent">The event.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>How the event was handled.</returns>
    /// <exception cref="CampaignException">A value of the event is not valid. The event is not logged.</exception>
    Task<IngestReceipt> IngestAsync(InboundEvent inboundEvent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes up to 10,000 events, like <see cref="IngestAsync(InboundEvent, CancellationToken)"/>, in their order. They go into one commit,
    /// or into several if triggers enroll contacts. If the request fails, send the whole batch again: what was taken counts as duplicates.
    /// </summary>
    /// <param name="inboundEvents">The events.</param>
    /// <param name="cancellationToken">Withdraws the events that the engine has not taken yet.</param>
    /// <returns>How each event was handled, in the order of the events.</returns>
    /// <exception cref="CampaignException">A value of an event is not valid. None of the events is taken.</exception>
    Task<IReadOnlyList<IngestReceipt>> IngestAsync(
        IReadOnlyList<InboundEvent> inboundEvents, CancellationToken cancellationToken = default);

    /// <summary>
    /// Records an event of a contact, such as a reply: a short form of <see cref="IngestAsync(InboundEvent, CancellationToken)"/>, which
    /// logs the event only if it has an id. If the event ends a job, nothing of that job is sent after this completes, including
    /// retries and attempts already committed. A job that waits for the event continues.
    /// </summary>
    /// <param name="contactEvent">The event.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>
    /// The number of jobs that the event ended, continued, or counts for before their wait begins. 0 if the <see cref="ContactEvent.Id"/>
    /// was reported before, if the event occurred before the jobs began, or if the key or address matches nobody.
    /// </returns>
    /// <exception cref="CampaignException"><see cref="ContactEvent.Id"/> is blank or longer than 200 characters.</exception>
    Task<int> ReportEventAsync(ContactEvent contactEvent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a person to a tenant's do-not-contact list. After this completes, nothing is sent to the person, and the person's open jobs
    /// have ended.
    /// </summary>
    /// <remarks>
    /// Contacts enrolled later are covered as well: they are enrolled as <see cref="JobState.Suppressed"/>. With
    /// <see cref="CampaignsOptions.NumberingPlans"/>, the entry matches a phone number both as given and as enrollment normalizes it.
    /// </remarks>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// No provider serves the entry's channel, or the numbering plans refuse the entry's number. Such an entry would match nobody.
    /// </exception>
    Task SuppressAsync(Suppression person, CancellationToken cancellationToken = default);

    /// <summary>Removes a person from the do-not-contact list. Jobs that have ended stay ended. Rerun them if necessary.</summary>
    /// <param name="person">The person, exactly as suppressed.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task UnsuppressAsync(Suppression person, CancellationToken cancellationToken = default);
}
