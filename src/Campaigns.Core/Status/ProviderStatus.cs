namespace Campaigns;

/// <summary>The status of a provider.</summary>
/// <param name="Name">The name of the provider.</param>
/// <param name="Channel">The channel that the provider serves.</param>
/// <param name="State">Whether the provider accepts attempts now.</param>
public sealed record ProviderStatus(string Name, string Channel, ProviderState State)
{
    /// <summary>The number of live attempts at the provider.</summary>
    public int Live { get; init; }

    /// <summary>The number of dispatches without an answer yet.</summary>
    public int Dispatching { get; init; }

    /// <summary>The number of failures since the engine started or last read its store.</summary>
    public long Failures { get; init; }

    /// <summary>
    /// When the next attempt can be sent to the provider. Null for now, and if only capacity or a person decides. While the circuit breaker
    /// is open: the next probe.
    /// </summary>
    public DateTimeOffset? AvailableAt { get; init; }

    /// <summary>
    /// The tenants for which the provider gets no attempts: it asked for a pause, or refused their contacts. If no other tenants have
    /// campaigns, <see cref="State"/> shows it as well.
    /// </summary>
    public IReadOnlyList<string> ThrottledTenants { get; init; } = [];

    /// <summary>The caller ids, in order of registration. Empty for a provider without caller ids.</summary>
    public IReadOnlyList<CallerIdStatus> CallerIds { get; init; } = [];

    /// <summary>The current settings.</summary>
    public required ProviderSettings Settings { get; init; }
}
