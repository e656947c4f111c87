namespace Campaigns;

/// <summary>
/// What the world tells the engine: reports of providers, and what people did. It is all that a webhook needs, so that one who can call a
/// webhook can neither change campaigns nor stop them. Requests are answered as <see cref="ICampaignClient"/> says.
/// </summary>
/// <remarks>
/// The do-not-contact list is kept here: "STOP" and "START" come from people, by the same webhooks as replies.
/// </remarks>
public interface ICampaignReports
{
    /// <summary>
    /// Takes a provider's report. Reports may come early, late, twice and out of order: each outcome counts once. Completes when the
    /// report is committed; acknowledge the provider then.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <returns>What became of it. One about an unknown call is kept, not refused.</returns>
    Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes note of something a person did, such as a reply. Once this completes, nothing is sent of a job that it ends, retries and
    /// committed attempts included. A job that waits for the event goes on.
    /// </summary>
    /// <param name="contactEvent">The event.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <returns>
    /// How many jobs it ended, let go on, or counts for ahead of a wait. None when its <see cref="ContactEvent.Id"/> was told before, when
    /// it occurred before the jobs began, and when nobody is known by the person's key or address.
    /// </returns>
    /// <exception cref="CampaignException"><see cref="ContactEvent.Id"/> is blank or longer than 200 characters.</exception>
    Task<int> ReportEventAsync(ContactEvent contactEvent, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts a person on a tenant's do-not-contact list: once this completes nothing is sent to them, and their open jobs have ended.
    /// </summary>
    /// <remarks>
    /// It is the same whether a contact is enrolled before or after: then it is enrolled as <see cref="JobState.Suppressed"/>. With
    /// <see cref="CampaignsOptions.NumberingPlans"/> a number stands for what it is as it was given, and for what enrollment makes of it.
    /// </remarks>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">
    /// No provider serves the entry's channel, or the numbering plans refuse its number, so that it would match nobody.
    /// </exception>
    Task SuppressAsync(Suppression person, CancellationToken cancellationToken = default);

    /// <summary>Takes a person off the list. Jobs that ended stay ended; rerun them if you must.</summary>
    /// <param name="person">The person, exactly as suppressed.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task UnsuppressAsync(Suppression person, CancellationToken cancellationToken = default);
}
