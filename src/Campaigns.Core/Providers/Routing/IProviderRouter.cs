namespace Campaigns;

/// <summary>An attempt that needs a provider.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Contact">The person.</param>
public readonly record struct RouteRequest(string Channel, string Tenant, CampaignId Campaign, Contact Contact)
{
    /// <summary>The request, without the person.</summary>
    public override string ToString() => $"attempt of campaign {Campaign} on {Channel}";
}

/// <summary>A provider that can take the attempt now.</summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Index">
/// The provider's number among all providers in the order of registration, from 0. It does not change while the engine runs.
/// </param>
/// <param name="Weight">The provider's <see cref="ProviderOptions.Weight"/>.</param>
/// <param name="Cost">The provider's <see cref="ProviderOptions.Cost"/>.</param>
/// <param name="Live">The number of live attempts at the provider.</param>
public readonly record struct RouteChoice(string Name, int Index, int Weight, decimal Cost, int Live);

/// <summary>
/// Picks a provider for each attempt. A custom router is one small class. It must be fast and must not block. The engine calls it from one
/// thread at a time, and only when there is a choice.
/// </summary>
public interface IProviderRouter
{
    /// <summary>Picks one of the providers that are healthy, below their limits, and have not refused this attempt.</summary>
    /// <param name="request">The attempt.</param>
    /// <param name="open">Two or more providers, in the order of registration.</param>
    /// <returns>The index of the provider in the list, from 0.</returns>
    int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open);
}
