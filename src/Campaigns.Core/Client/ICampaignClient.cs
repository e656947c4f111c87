namespace Campaigns;

/// <summary>
/// Manages campaigns and their contacts. <see cref="ICampaignReports"/> takes reports about attempts and people, and
/// <see cref="ICampaignOperations"/> manages everything that spans campaigns. Every task completes when the request is committed and in
/// force. A refused request fails with a <see cref="CampaignException"/>. Safe to call from any thread.
/// </summary>
/// <remarks>
/// A cancellation token withdraws a request that the engine has not taken yet: the task is canceled, and the request never takes effect.
/// After the engine has taken the request, the token has no effect, and the task gives the result. Work done in several parts (contacts,
/// purges, reruns, migrations) stops between two parts. Finished parts stay in force.
/// </remarks>
public partial interface ICampaignClient
{
    /// <summary>
    /// Creates a campaign as a draft. If the <see cref="CampaignDefinition.Key"/> already exists with the same definition, returns the
    /// existing campaign.
    /// </summary>
    /// <param name="definition">The definition of the campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// The definition has problems (one message lists all of them), or the key already belongs to a different definition.
    /// </exception>
    Task<CampaignId> CreateAsync(CampaignDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Starts a draft, immediately or at its <see cref="CampaignDefinition.Start"/>.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task StartAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>
    /// Pauses the campaign. After this completes, no attempt is sent, including retries and attempts already committed. Live attempts
    /// finish.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task PauseAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Resumes a paused campaign.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ResumeAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Cancels the campaign permanently. After this completes, no attempt is sent.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="mode">How live attempts end. Default: <see cref="CancelMode.Drain"/>.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task CancelAsync(CampaignId campaign, CancelMode mode = CancelMode.Drain, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes settings such as limits and priority while the campaign runs:
    /// <c>ChangeAsync(id, settings =&gt; settings with { Expiry = null })</c>.
    /// </summary>
    /// <remarks>
    /// The function runs once, on the caller's side, not in the engine. It receives the current settings. Only values that the function
    /// changes are written. Other values keep concurrent changes. If two calls change the same value, the later call wins.
    /// </remarks>
    /// <param name="campaign">The campaign.</param>
    /// <param name="change">Returns the changed settings for the current ones.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// The changed settings have problems (one message lists all of them), the campaign has ended, or the call changes the start of a
    /// campaign that has begun.
    /// </exception>
    Task ChangeAsync(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns the definition of a campaign as it is in force: with all changes of its settings, and with the newest version of its
    /// protocol. <see cref="CampaignJson.Write"/> writes it as JSON. An ended campaign has a definition too.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<CampaignDefinition> GetDefinitionAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Returns the settings of a campaign, with their revision. An ended campaign has settings too.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<Revised<CampaignSettings>> GetSettingsAsync(CampaignId campaign, CancellationToken cancellationToken = default);

    /// <summary>Changes a campaign's settings, unless somebody else has changed them since the caller has read them.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="change">Returns the changed settings for the current ones.</param>
    /// <param name="revision">The revision that the caller has read.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The new revision.</returns>
    /// <exception cref="CampaignException">
    /// As without a revision, or the settings have another revision (<see cref="CampaignError.Conflict"/>).
    /// </exception>
    Task<long> ChangeAsync(
        CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, long revision, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a new version of the campaign's protocol, for contacts enrolled from now on. Existing jobs keep their version.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="protocol">The protocol. It must have exit rules if the campaign is a drip, and must not have them otherwise.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <returns>The version, from 1. If the protocol equals the newest version, that version.</returns>
    Task<int> ChangeProtocolAsync(CampaignId campaign, ContactProtocol protocol, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves the jobs of a campaign to the newest version of its protocol, if they have not reached the first step that differs. Contacts
    /// enrolled with their own protocol keep it.
    /// </summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="isDryRun">Whether to report the result without moving any job.</param>
    /// <param name="cancellationToken">Stops. Jobs already moved stay moved.</param>
    Task<MigrationReport> MigrateAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes an ended campaign permanently from the store, with its contacts, attempts and statistics. Works in small portions alongside
    /// running campaigns. Afterwards the campaign is not found any more, and its key is free. Export the campaign first if you need the
    /// data.
    /// </summary>
    /// <remarks>If the call is cut short, part of the campaign is gone and the rest cannot be used. Call it again to finish.</remarks>
    /// <param name="campaign">The campaign: completed, failed, canceled or expired, with no live attempt.</param>
    /// <param name="cancellationToken">Stops between portions.</param>
    /// <exception cref="CampaignException">
    /// The campaign has not ended, or a frequency cap, cool-down or minimum interval of its tenant still counts its attempts.
    /// </exception>
    Task PurgeAsync(CampaignId campaign, CancellationToken cancellationToken = default);
}
