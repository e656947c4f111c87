namespace Campaigns;

/// <content>Providers, channels, and reports that match no attempt.</content>
public partial interface ICampaignOperations
{
    /// <summary>
    /// Returns the status of each registered provider, in order of registration. Providers are few, so there are no pages.
    /// </summary>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<IReadOnlyList<ProviderStatus>> ListProvidersAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes a provider's limits, or turns it on or off, while attempts are sent. Replaces all of its settings. The store keeps the
    /// change. After this completes, nothing is sent that the new settings forbid.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ChangeProviderAsync(string provider, ProviderSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Restores the settings that a provider was registered with.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ResetProviderAsync(string provider, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes the circuit breaker of a provider, because somebody knows that the provider works again: its own circuit, and those of
    /// tenants' accounts at the provider. Also ends the pauses that the provider has asked for. Attempts start at a low rate, which doubles
    /// each second; if they fail, the circuit opens again. The settings stay as they are. Does nothing for a circuit that is closed.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">No provider with this name is registered.</exception>
    Task CloseCircuitAsync(string provider, CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes the limits of a caller id, or takes it out of use, while attempts are sent. Replaces all of its settings, and ends the pause
    /// after a refusal. The store keeps the change. After this completes, nothing is sent that the new settings forbid.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="number">The number, with its country code.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ChangeCallerIdAsync(
        string provider, string number, CallerIdSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Restores the settings that a caller id was registered with, and ends the pause after a refusal.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="number">The number, with its country code.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task ResetCallerIdAsync(string provider, string number, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks a channel as unavailable for a tenant, for example because its account is logged out or its credentials are wrong. The store
    /// keeps the mark. After this completes, nothing is sent for the tenant on the channel until <see cref="MarkChannelAvailableAsync"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">Why the channel is unavailable, without personal data. Up to 200 characters.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task MarkChannelUnavailableAsync(string tenant, string channel, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Marks a channel as available again for a tenant, whether <see cref="MarkChannelUnavailableAsync"/> or a provider marked it as
    /// unavailable. Jobs that waited for the channel continue automatically, slowly at first.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task MarkChannelAvailableAsync(string tenant, string channel, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the channels that are unavailable now, whether marked by an operator or found by a provider, in order of tenant and channel.
    /// </summary>
    /// <param name="tenant">Only channels of this tenant. Null, the default: of all tenants.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of channels, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    Task<CampaignPage<ChannelStatus>> ListChannelsAsync(
        string? tenant = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists the reports about calls that match no attempt, in the order in which they were first received: the newest 10,000 that have not
    /// been dismissed.
    /// </summary>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of reports, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The cursor is not of this list.</exception>
    Task<CampaignPage<UnmatchedReport>> ListUnmatchedReportsAsync(
        string? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Dismisses unmatched reports received up to an instant.</summary>
    /// <param name="until">The instant, inclusive.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task DismissUnmatchedReportsAsync(DateTimeOffset until, CancellationToken cancellationToken = default);
}
