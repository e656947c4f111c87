namespace Campaigns;

/// <content>Providers, channels, and reports that fit no attempt.</content>
public partial interface ICampaignOperations
{
    /// <summary>How each provider fares, in the order of registration.</summary>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ProviderStatus>> ListProvidersAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Changes a provider's limits, or turns it on or off, while attempts are sent; lasts in the store. Replaces all of its settings. Once
    /// this completes nothing is sent that the change forbids.
    /// </summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ChangeProviderAsync(string provider, ProviderSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Gives a provider the settings back that it is registered with.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task ResetProviderAsync(string provider, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that a tenant has a channel no more, because its account is logged out or its credentials are wrong; lasts in the store. Once
    /// it completes nothing is sent for the tenant on the channel until <see cref="MarkChannelAvailableAsync"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">Why it is not available, without personal data, in up to 200 characters.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task MarkChannelUnavailableAsync(string tenant, string channel, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that a tenant has a channel again, whether <see cref="MarkChannelUnavailableAsync"/> or a provider said that it had not. What
    /// has waited for the channel goes on by itself, slowly at first.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task MarkChannelAvailableAsync(string tenant, string channel, CancellationToken cancellationToken = default);

    /// <summary>The channels that tenants do not have now, as they were said to or as providers found.</summary>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(CancellationToken cancellationToken = default);

    /// <summary>The channels that a tenant does not have now, as it was said to or as providers found.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>Reports about calls that no attempt is known by, the oldest first: the newest 10,000 of those not yet dismissed.</summary>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<UnmatchedReport>> ListUnmatchedReportsAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets the reports about unknown calls that came up to an instant.</summary>
    /// <param name="until">The instant.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task DismissUnmatchedReportsAsync(DateTimeOffset until, CancellationToken cancellationToken = default);
}
