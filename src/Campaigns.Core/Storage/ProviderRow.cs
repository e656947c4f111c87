namespace Campaigns.Storage;

/// <summary>The changed settings of a provider.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Settings">The settings. Null: the settings that the provider is registered with.</param>
public sealed record ProviderRow(string Name, ProviderSettings? Settings);
