namespace Campaigns;

/// <summary>
/// Everything a host asks of the engine. Every task completes when the request is committed and in force; a request that is refused
/// fails with a <see cref="CampaignException"/>. Safe to call from any thread.
/// </summary>
/// <remarks>
/// A token withdraws a request that the engine has not taken: then the task is canceled, and the request has no effect, now or later. Once the
/// engine has taken it the token counts no more, and the task tells what came of it. What is done in several parts (contacts, purges, reruns,
/// migrations) stops between two of them; what was done stays done.
/// </remarks>
public partial interface ICampaignClient
{
    /// <summary>Creates a campaign as a draft. With a <see cref="CampaignDefinition.Key"/> that exists, returns the campaign it names.</summary>
    /// <param name="definition">What the campaign is to do.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">The definition has problems (all in one message), or the key names another definition.</exception>
    Task<CampaignId> CreateAsync(CampaignDefinition definition, CancellationToken cancellation = default);

    /// <summary>Enrols contacts, before the start or while the campaign runs. A bad row is reported and costs no other.</summary>
    /// <remarks>A collection of up to 500 is one commit: all that is valid in it, or nothing. More is an enrollment of several, as with a stream.</remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts; read as they are taken in.</param>
    /// <param name="cancellation">Stops reading; what was enrolled stays enrolled.</param>
    Task<EnrolmentReport> AddContactsAsync(CampaignId campaign, IEnumerable<Contact> contacts, CancellationToken cancellation = default);

    /// <summary>
    /// Enrols contacts from a stream of any length, before the start or while the campaign runs: 500 rows are held at a time, and the
    /// stream is read no faster than they are stored. A bad row is reported and costs no other.
    /// </summary>
    /// <remarks>
    /// The enrollment is open from here until its last contact is committed, in the store, and while it is the campaign does not complete. Cut
    /// short, by the contacts' own exception, cancellation, a failure of the store or the end of the process, it stays open, for only a part is
    /// in: begin again with the same contacts, of which those enrolled count as duplicates, or call <see cref="CloseEnrollmentAsync"/>. The next
    /// call for the campaign takes over what was cut before it. Several calls at once are several enrollments; all must be finished.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts; read once.</param>
    /// <param name="progress">Told after every 500 rows, with those that were not enrolled; null for nobody.</param>
    /// <param name="cancellation">Stops between commits; what was enrolled stays enrolled.</param>
    Task<EnrolmentReport> AddContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrolmentProgress>? progress = null, CancellationToken cancellation = default);

    /// <summary>
    /// Says that no more contacts come of the campaign's open enrollments, whatever was to come: those that were cut, and those under way, whose
    /// next contacts are refused. A campaign with nobody left completes. Does nothing when none is open.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task CloseEnrollmentAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>
    /// Removes a campaign that has ended from the store, with its contacts, attempts and figures, a portion at a time beside running
    /// campaigns. Then it is not found any more, and its key is free. For good: export it first if you need it.
    /// </summary>
    /// <remarks>If it is cut short, part of the campaign is gone and the rest is of no use but to be purged: call it again.</remarks>
    /// <param name="campaign">The campaign: completed, failed, canceled or expired, with no live attempt.</param>
    /// <param name="cancellation">Stops between portions.</param>
    /// <exception cref="CampaignException">The campaign has not ended, or a cap, cool-down or least pause of its tenant still looks back on it.</exception>
    Task PurgeAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>Starts a draft: at once, or at its <see cref="CampaignDefinition.Start"/>.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task StartAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>Pauses: once this completes no attempt is sent, retries and committed ones included. Live attempts finish.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task PauseAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>Goes on after a pause.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ResumeAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>Cancels for good: once this completes no attempt is sent.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="mode">What becomes of live attempts.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task CancelAsync(CampaignId campaign, CancelMode mode = CancelMode.Drain, CancellationToken cancellation = default);

    /// <summary>Changes limits, priority and the like while the campaign runs.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="change">What to change.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeAsync(CampaignId campaign, CampaignChange change, CancellationToken cancellation = default);

    /// <summary>Takes a contact out of a campaign. A live attempt finishes; nothing follows it.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task RemoveContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation = default);

    /// <summary>Contacts somebody at an instant ("call me at 17:00") instead of when the policy says. During a live attempt it counts for what follows.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task RescheduleContactAsync(CampaignId campaign, string contactKey, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>
    /// Runs a contact that has ended through the whole protocol again. Opens a completed or failed campaign again. One who is on the tenant's
    /// do-not-contact list ends as <see cref="JobState.Suppressed"/> there and then.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task RerunContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation = default);

    /// <summary>
    /// Runs all contacts of a campaign again that have ended as <see cref="JobState.Failed"/>, but for those who have opted out
    /// (<see cref="Outcome.OptedOut"/>), whose address is <see cref="Outcome.Invalid"/>, or who are on the tenant's do-not-contact list.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Stops; contacts already taken stay taken.</param>
    /// <returns>How many.</returns>
    Task<long> RerunFailedAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>Stops everything of a tenant, or of all: once this completes no attempt is sent until <see cref="ReleaseAsync"/>, restarts included.</summary>
    /// <param name="tenant">The tenant; null for all.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task HoldAsync(string? tenant, CancellationToken cancellation = default);

    /// <summary>
    /// Lifts what <see cref="HoldAsync"/> stopped, and what a store that has lost its newest commits holds itself:
    /// <see cref="ExplainAsync(CampaignId, string, CancellationToken)"/> says why.
    /// </summary>
    /// <param name="tenant">The tenant; null for the stop of all.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ReleaseAsync(string? tenant, CancellationToken cancellation = default);

    /// <summary>Changes what holds for all campaigns of a tenant: limits, hours, caps. Replaces all of its settings.</summary>
    /// <param name="tenant">
    /// The tenant; null for everything, for which only <see cref="TenantSettings.MaxConcurrent"/>, <see cref="TenantSettings.Rate"/>,
    /// <see cref="TenantSettings.Quotas"/> and <see cref="TenantSettings.Window"/> can be set.
    /// </param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeTenantAsync(string? tenant, TenantSettings settings, CancellationToken cancellation = default);

    /// <summary>Puts a person on a tenant's do-not-contact list: once this completes nothing is sent to them, and their open jobs have ended.</summary>
    /// <remarks>
    /// It is the same whether a contact is enrolled before or after: then it is enrolled as <see cref="JobState.Suppressed"/>. With
    /// <see cref="CampaignsOptions.NumberingPlans"/> a number stands for what it is as it was given, and for what enrollment makes of it.
    /// </remarks>
    /// <param name="person">The person.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">
    /// No provider serves the entry's channel, or the numbering plans refuse its number, so that it would match nobody.
    /// </exception>
    Task SuppressAsync(Suppression person, CancellationToken cancellation = default);

    /// <summary>Takes a person off the list. Jobs that ended stay ended; rerun them if you must.</summary>
    /// <param name="person">The person, exactly as suppressed.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task UnsuppressAsync(Suppression person, CancellationToken cancellation = default);

    /// <summary>Changes which campaign goes next. Lasts until the engine stops: set <see cref="CampaignsOptions.Strategy"/> too.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeStrategyAsync(IStrategy strategy, CancellationToken cancellation = default);

    /// <summary>Says why a contact is not being contacted now: every gate's verdict, in order, and the earliest instant.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellation = default);

    /// <summary>Says what a campaign's contacts are waiting for: how many by reason.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellation = default);

    /// <summary>
    /// Takes a provider's report. Reports may come early, late, twice and out of order: each outcome counts once. Completes when the
    /// report is committed; acknowledge the provider then.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <returns>What became of it. One about an unknown call is kept, not refused.</returns>
    Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellation = default);

    /// <summary>Reports about calls that no attempt is known by, the oldest first: the newest 10,000 of those not yet dismissed.</summary>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<UnmatchedReport>> ListUnmatchedReportsAsync(CancellationToken cancellation = default);

    /// <summary>Forgets the reports about unknown calls that came up to an instant.</summary>
    /// <param name="until">The instant.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task DismissUnmatchedReportsAsync(DateTimeOffset until, CancellationToken cancellation = default);

    /// <summary>How each provider fares, in the order of registration.</summary>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ProviderStatus>> ListProvidersAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Changes a provider's limits, or turns it on or off, while attempts are sent; lasts in the store. Once this completes nothing is
    /// sent that the change forbids.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="settings">The settings; null for those it is registered with.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeProviderAsync(string provider, ProviderSettings? settings, CancellationToken cancellation = default);

    /// <summary>
    /// Takes note of something a person did, such as a reply. Once this completes, nothing is sent of a job that it ends, retries and committed
    /// attempts included. A job that waits for the event goes on.
    /// </summary>
    /// <param name="happened">The event.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <returns>
    /// How many jobs it ended, let go on, or counts for ahead of a wait. None when its <see cref="ContactEvent.Id"/> was told before, when it
    /// occurred before the jobs began, and when nobody is known by the person's key or address.
    /// </returns>
    /// <exception cref="CampaignException"><see cref="ContactEvent.Id"/> is blank or longer than 200 characters.</exception>
    Task<int> ReportEventAsync(ContactEvent happened, CancellationToken cancellation = default);

    /// <summary>
    /// Says that a tenant has a channel no more, because its account is logged out or its credentials are wrong, or that it has it again; lasts in
    /// the store. Once it completes nothing is sent for the tenant on a channel that is unavailable. What has waited for a channel goes on by
    /// itself when it is back, slowly at first.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="unavailable">Why it is not available, without personal data, in up to 200 characters; null when it is available.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeChannelAsync(string tenant, string channel, string? unavailable, CancellationToken cancellation = default);

    /// <summary>The channels that tenants do not have now, as they were said to or as providers found.</summary>
    /// <param name="tenant">The tenant; null for all.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(string? tenant = null, CancellationToken cancellation = default);

    /// <summary>The manual tasks of a campaign, those that expire first first.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ManualTask>> ListTasksAsync(CampaignId campaign, int limit = 1_000, CancellationToken cancellation = default);

    /// <summary>Completes a manual task; the job goes on.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">The contact has no task now: it was completed, or its time is over.</exception>
    Task CompleteTaskAsync(CampaignId campaign, string contactKey, TaskResult result, CancellationToken cancellation = default);

    /// <summary>Gives a campaign a new version of its protocol, for those enrolled from now on. Jobs that are there keep theirs.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="protocol">The protocol: with exit rules if the campaign is a drip, without if it is not.</param>
    /// <param name="cancellation">Withdraws the request, if the engine has not taken it yet.</param>
    /// <returns>The version, from 1; the newest one there is when it is the same.</returns>
    Task<int> ChangeProtocolAsync(CampaignId campaign, Protocol protocol, CancellationToken cancellation = default);

    /// <summary>
    /// Moves the jobs of a campaign to the newest version of its protocol: those that have not come to the first step that differs. Contacts
    /// enrolled with a protocol of their own keep it.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="isDryRun">Whether only to say what would be done.</param>
    /// <param name="cancellation">Stops; jobs already moved stay moved.</param>
    Task<MigrationReport> MigrateAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellation = default);
}
