namespace Campaigns.Scheduling;

/// <summary>An attempt that may be sent after its commit succeeds.</summary>
internal readonly struct Intent
{
    public required AttemptId Attempt { get; init; }

    public required int Live { get; init; }

    public required ProviderEntry Provider { get; init; }

    /// <summary>The number to show; null for a provider without caller ids.</summary>
    public string? CallerId { get; init; }

    public required Contact Contact { get; init; }

    public required SendTerms Terms { get; init; }

    public required ContactStep Step { get; init; }

    public required int Try { get; init; }

    /// <summary>The content; null for none.</summary>
    public StepContent? Content { get; init; }

    /// <summary>The earliest time at which the attempt was due and within its hours, in UTC ticks; 0 for a contact never tried.</summary>
    public long Due { get; init; }

    public required long StopVersion { get; init; }

    public required long NotBefore { get; init; }

    public required long NotAfter { get; init; }

    /// <summary>The scopes whose rate holds a reservation for the attempt, one bit per scope.</summary>
    public required int Reserved { get; init; }

    /// <summary>The rate of a scope that holds a reservation for the attempt; null for none.</summary>
    public RateState? ReservedRate(GateScope scope) =>
        (Reserved & (1 << (int)scope)) == 0 ? null : scope == GateScope.Route ? Provider.Rate : Terms.Rate(scope);
}
