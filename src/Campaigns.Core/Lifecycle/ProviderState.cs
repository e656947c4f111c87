namespace Campaigns;

/// <summary>Whether a provider accepts attempts, and why not.</summary>
public enum ProviderState
{
    /// <summary>The provider accepts attempts.</summary>
    Available,

    /// <summary>The maximum number of attempts is live or waits for the provider's answer.</summary>
    AtCapacity,

    /// <summary>The rate limit is used up.</summary>
    RateLimited,

    /// <summary>The provider asked for a pause.</summary>
    Throttled,

    /// <summary>The circuit breaker is open after failures. No attempt is sent until the next probe.</summary>
    CircuitOpen,

    /// <summary>
    /// The circuit breaker is half-open: the provider is being probed, or has recovered and gets more attempts each second.
    /// </summary>
    CircuitHalfOpen,

    /// <summary>An operator turned the provider off.</summary>
    Off,

    /// <summary>A quota is used up until its next period.</summary>
    QuotaExhausted,

    /// <summary>No caller id of the provider has room: each is at a limit, refused, or turned off.</summary>
    NoCallerId,
}
