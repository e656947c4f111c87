namespace Campaigns;

/// <summary>An attempt that looks for a provider.</summary>
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
/// <param name="Name">Its name.</param>
/// <param name="Index">Its number among all providers in the order of registration, from 0: the same as long as the engine runs.</param>
/// <param name="Weight">Its <see cref="ProviderOptions.Weight"/>.</param>
/// <param name="Cost">Its <see cref="ProviderOptions.Cost"/>.</param>
/// <param name="Live">Attempts live at it.</param>
public readonly record struct RouteChoice(string Name, int Index, int Weight, decimal Cost, int Live);

/// <summary>
/// Picks a provider for each attempt. Write your own as one small class: it must be quick and must not block. It is called by one
/// thread at a time, and only when there is a choice.
/// </summary>
public interface IRouter
{
    /// <summary>Picks among the providers that are healthy, below their limits, and have not refused this attempt before.</summary>
    /// <param name="request">The attempt.</param>
    /// <param name="open">Two or more, in the order of registration.</param>
    /// <returns>The place of one in the list, from 0.</returns>
    int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open);
}
