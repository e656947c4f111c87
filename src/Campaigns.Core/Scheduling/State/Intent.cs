namespace Campaigns.Scheduling;

/// <summary>An attempt that may be sent once its commit is done.</summary>
internal readonly struct Intent
{
    public required AttemptId Attempt { get; init; }

    public required int Live { get; init; }

    public required ProviderEntry Provider { get; init; }

    public required Contact Contact { get; init; }

    public required SendTerms Terms { get; init; }

    public required ContactStep Step { get; init; }

    public required int Try { get; init; }

    /// <summary>What it says; null for nothing.</summary>
    public StepContent? Content { get; init; }

    /// <summary>From when it could have been sent: due, and within its hours. UTC ticks; 0 for a contact never tried.</summary>
    public long Due { get; init; }

    public required long StopVersion { get; init; }

    public required long NotBefore { get; init; }

    public required long NotAfter { get; init; }

    /// <summary>The scopes whose rate holds a reservation for it, a bit each.</summary>
    public required int Reserved { get; init; }

    /// <summary>The rate of a scope that holds a reservation for it; null for none.</summary>
    public RateState? ReservedRate(GateScope scope) =>
        (Reserved & (1 << (int)scope)) == 0 ? null : scope == GateScope.Route ? Provider.Rate : Terms.Rate(scope);
}
