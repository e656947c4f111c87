namespace Campaigns;

/// <summary>The status of a caller id.</summary>
/// <param name="Number">The number in E.164 form.</param>
/// <param name="State">
/// Whether the number can be used now: <see cref="ProviderState.Available"/>, <see cref="ProviderState.AtCapacity"/>,
/// <see cref="ProviderState.QuotaExhausted"/>, <see cref="ProviderState.CircuitOpen"/> or <see cref="ProviderState.CircuitHalfOpen"/> after
/// the provider has refused it, or <see cref="ProviderState.Off"/>.
/// </param>
public sealed record CallerIdStatus(string Number, ProviderState State)
{
    /// <summary>The number of live attempts with the number.</summary>
    public int Live { get; init; }

    /// <summary>
    /// The number of attempts with the number today, in the time zone of its daily quota; without a daily quota, in UTC. Survives restarts.
    /// </summary>
    public long SentToday { get; init; }

    /// <summary>How often the provider has refused the number since the engine started or last read its store.</summary>
    public long Failures { get; init; }

    /// <summary>When the number can be used again. Null for now, and if only capacity or a person decides.</summary>
    public DateTimeOffset? AvailableAt { get; init; }

    /// <summary>The current settings.</summary>
    public required CallerIdSettings Settings { get; init; }

    /// <summary>Returns the state and the number with all but its last four digits hidden.</summary>
    public override string ToString() => $"caller id {CallerId.Mask(Number)} is {State}";
}
