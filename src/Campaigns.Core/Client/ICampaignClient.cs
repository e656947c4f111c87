namespace Campaigns;

/// <summary>
/// Campaigns and their contacts: what an application asks of the engine. Reports about attempts and people go to
/// <see cref="ICampaignReports"/>, what holds over all campaigns to <see cref="ICampaignOperations"/>. Every task completes when the
/// request is committed and in force; a request that is refused fails with a <see cref="CampaignException"/>. Safe to call from any thread.
/// </summary>
/// <remarks>
/// A token withdraws a request that the engine has not taken: then the task is canceled, and the request has no effect, now or later. Once
/// the engine has taken it the token counts no more, and the task tells what came of it. What is done in several parts (contacts, purges,
/// reruns, migrations) stops between two of them; what was done stays done.
/// </remarks>
public partial interface ICampaignClient
{
    /// <summary>
    /// Creates a campaign as a draft. With a <see cref="CampaignDefinition.Key"/> that exists, returns the campaign it names.
    /// </summary>
    /// <param name="definition">What the campaign is to do.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">
    /// The definition has problems (all in one message), or the key names another definition.
    /// </exception>
    Task<CampaignId> CreateAsync(CampaignDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Starts a draft: at once, or at its <see cref="CampaignDefinition.Start"/>.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task StartAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Pauses: once this completes no attempt is sent, retries and committed ones included. Live attempts finish.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task PauseAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Goes on after a pause.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ResumeAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Cancels for good: once this completes no attempt is sent.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="mode">What becomes of live attempts.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task CancelAsync(CampaignId campaign, CancelMode mode = CancelMode.Drain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes limits, priority and the like while the campaign runs:
    /// <c>ChangeAsync(id, settings =&gt; settings with { Expiry = null })</c>.
    /// </summary>
    /// <remarks>
    /// The function is called once, on the caller's side and not by the engine, with the settings as they are. What it returns differently
    /// is changed; the rest stays, even if somebody else has changed it meanwhile. Of two changes of one value the later holds.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="change">Makes of the settings as they are those that are to be.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">The settings would have problems (all in one message), the campaign has ended, or its start is
    /// changed and it has begun.</exception>
    Task ChangeAsync(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken = default);

    /// <summary>Gives a campaign a new version of its protocol, for those enrolled from now on. Jobs that are there keep theirs.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="protocol">The protocol: with exit rules if the campaign is a drip, without if it is not.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <returns>The version, from 1; the newest one there is when it is the same.</returns>
    Task<int> ChangeProtocolAsync(CampaignId campaign, ContactProtocol protocol, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the jobs of a campaign to the newest version of its protocol: those that have not come to the first step that differs.
    /// Contacts enrolled with a protocol of their own keep it.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="isDryRun">Whether only to say what would be done.</param>
    /// <param name="cancellationToken">Stops; jobs already moved stay moved.</param>
    Task<MigrationReport> MigrateAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a campaign that has ended from the store, with its contacts, attempts and figures, a portion at a time beside running
    /// campaigns. Then it is not found any more, and its key is free. For good: export it first if you need it.
    /// </summary>
    /// <remarks>If it is cut short, part of the campaign is gone and the rest is of no use but to be purged: call it again.</remarks>
    /// <param name="campaign">The campaign: completed, failed, canceled or expired, with no live attempt.</param>
    /// <param name="cancellationToken">Stops between portions.</param>
    /// <exception cref="CampaignException">
    /// The campaign has not ended, or a cap, cool-down or least pause of its tenant still looks back on it.
    /// </exception>
    Task PurgeAsync(CampaignId campaign, CancellationToken cancellationToken = default);
}
