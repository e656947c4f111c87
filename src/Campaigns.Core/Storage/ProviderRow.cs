namespace Campaigns.Storage;

/// <summary>
/// The changed settings of a provider. The store keeps the row after the settings are restored, because a revision must not be used again.
/// </summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Settings">The settings. Null: the settings that the provider is registered with.</param>
/// <param name="Revision">The number of changes of the settings.</param>
public sealed record ProviderRow(string Name, ProviderSettings? Settings, long Revision = 0);
