namespace Campaigns.Scheduling;

/// <summary>The providers of a channel that have placed nothing for a job in this round: others go first.</summary>
internal readonly struct RefusedProviders
{
    private readonly ushort _bits;

    private RefusedProviders(int bits) => _bits = (ushort)bits;

    public bool HasAny => _bits != 0;

    /// <summary>Whether the provider at a place of the channel is one of them; beyond 16 providers some are spared together.</summary>
    public bool Has(int place) => (_bits & (1 << (place & 15))) != 0;

    public RefusedProviders With(ProviderEntry provider) => new(_bits | (1 << (Math.Max(0, provider.Place) & 15)));
}
