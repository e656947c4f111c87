namespace Campaigns.Testing;

/// <summary>How a simulated provider fails during an outage.</summary>
public enum SimulatedOutageKind
{
    /// <summary>A dispatch reports that it placed nothing. A lookup cannot say.</summary>
    NotPlaced,

    /// <summary>Every request throws, lookups and aborts included. Nothing is placed.</summary>
    Throws,

    /// <summary>A dispatch is throttled for <see cref="SimulatedProviderOptions.RetryAfter"/>. A lookup cannot say.</summary>
    Throttles,

    /// <summary>No request returns, lookups and aborts included. Nothing is placed.</summary>
    Hangs,

    /// <summary>Requests work, but reports that are due during the outage are lost.</summary>
    ReportsLost,
}

/// <summary>A period in which a simulated provider is down.</summary>
/// <param name="From">The start, inclusive.</param>
/// <param name="To">The end, exclusive.</param>
/// <param name="Kind">How the provider fails.</param>
public sealed record SimulatedOutage(DateTimeOffset From, DateTimeOffset To, SimulatedOutageKind Kind)
{
    internal bool Holds(DateTimeOffset now) => now >= From && now < To;
}
