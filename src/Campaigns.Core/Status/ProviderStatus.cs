namespace Campaigns;

/// <summary>Whether a provider takes attempts, and if not, why.</summary>
public enum ProviderState
{
    /// <summary>It takes attempts.</summary>
    Available,

    /// <summary>As many attempts are live, or wait for its answer, as may.</summary>
    AtCapacity,

    /// <summary>Its rate is used up.</summary>
    RateLimited,

    /// <summary>It asked to be left alone.</summary>
    Throttled,

    /// <summary>It failed, and is left alone until it is probed.</summary>
    CircuitOpen,

    /// <summary>It is being probed, or has come back and is given more attempts each second.</summary>
    CircuitHalfOpen,

    /// <summary>An operator turned it off.</summary>
    Off,

    /// <summary>A quota of it is used up, until the next period.</summary>
    QuotaExhausted,
}

/// <summary>How a provider fares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Channel">The channel it delivers on.</param>
/// <param name="State">Whether it takes attempts now.</param>
public sealed record ProviderStatus(string Name, string Channel, ProviderState State)
{
    /// <summary>Attempts live at it.</summary>
    public int Live { get; init; }

    /// <summary>Dispatches that have not answered.</summary>
    public int Dispatching { get; init; }

    /// <summary>Failures since the engine started or last read its store.</summary>
    public long Failures { get; init; }

    /// <summary>
    /// When the next attempt can go to it; null for now, and when only capacity or a person decides. While broken: the next probe.
    /// </summary>
    public DateTimeOffset? AvailableAt { get; init; }

    /// <summary>
    /// The tenants with which it is left alone: it asked for that, or took none of their contacts. When they are all that have campaigns,
    /// <see cref="State"/> says so too.
    /// </summary>
    public IReadOnlyList<string> ThrottledTenants { get; init; } = [];

    /// <summary>Its settings now.</summary>
    public required ProviderSettings Settings { get; init; }
}
