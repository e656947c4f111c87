namespace Campaigns.Scheduling;

/// <summary>The providers of a channel that placed nothing for a job in this round. Other providers go first.</summary>
internal readonly struct RefusedProviders
{
    private readonly ushort _bits;

    private RefusedProviders(int bits) => _bits = (ushort)bits;

    public bool HasAny => _bits != 0;

    /// <summary>Whether the provider at an index of the channel is included. With more than 16 providers, several share a bit.</summary>
    public bool Has(int place) => (_bits & (1 << (place & 15))) != 0;

    public RefusedProviders With(ProviderEntry provider) => new(_bits | (1 << (Math.Max(0, provider.Place) & 15)));
}
