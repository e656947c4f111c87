namespace Campaigns.Testing;

/// <summary>How a simulated provider is down.</summary>
public enum SimulatedOutageKind
{
    /// <summary>It says for certain that it placed nothing. A look-up cannot say.</summary>
    NotPlaced,

    /// <summary>Every call of it throws, look-ups and aborts too. Nothing is placed.</summary>
    Throws,

    /// <summary>It wants to be left alone for <see cref="SimulatedProviderOptions.RetryAfter"/>. A look-up cannot say.</summary>
    Throttles,

    /// <summary>No call of it returns, look-ups and aborts included. Nothing is placed.</summary>
    Hangs,

    /// <summary>It works, but what it reports in this time is lost.</summary>
    ReportsLost,
}

/// <summary>A time in which a simulated provider is down.</summary>
/// <param name="From">The first instant.</param>
/// <param name="To">The first instant after it.</param>
/// <param name="Kind">How it is down.</param>
public sealed record SimulatedOutage(DateTimeOffset From, DateTimeOffset To, SimulatedOutageKind Kind)
{
    internal bool Holds(DateTimeOffset now) => now >= From && now < To;
}
