namespace Campaigns;

/// <content>Checks that change nothing.</content>
public partial interface ICampaignClient
{
    /// <summary>
    /// Checks a definition exactly as <see cref="CreateAsync"/> does, without creating the campaign. Its key is not looked up.
    /// </summary>
    /// <param name="definition">The definition of the campaign.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">
    /// The definition has problems: <see cref="CampaignException.Problems"/> lists all of them.
    /// </exception>
    Task CheckAsync(CampaignDefinition definition, CancellationToken cancellationToken = default);
}
