namespace Campaigns;

/// <summary>A provider with its channel and options.</summary>
internal sealed record ProviderRegistration(string Name, string Channel, IProvider Provider, ProviderOptions Options);
