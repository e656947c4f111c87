namespace Campaigns.Scheduling;

/// <summary>All gates, in the order in which explanations list them.</summary>
internal static class AllGates
{
    public static readonly Gate[] InOrder =
    [
        new HoldGate(GateScope.Everything),
        new HoldGate(GateScope.Tenant),
        new HistoryGate(),
        new CampaignGate(),
        new SuppressionGate(),
        new WaitGate(),
        new DueGate(),
        new WindowGate(),
        new FrequencyGate(),
        new AddressGate(),
        new ConcurrencyGate(GateScope.Campaign),
        new ConcurrencyGate(GateScope.Tenant),
        new ConcurrencyGate(GateScope.Everything),
        new ChannelGate(),
        new ProviderGate(),
        new RateGate(GateScope.Campaign),
        new RateGate(GateScope.Tenant),
        new RateGate(GateScope.Everything),
        new QuotaGate(GateScope.Campaign),
        new QuotaGate(GateScope.Tenant),
        new QuotaGate(GateScope.Everything),
    ];

    /// <summary>
    /// The gates that judge again at the moment of sending. Rate gates come last, because a rate counts every attempt that it allows.
    /// </summary>
    public static readonly Gate[] AtSend = [.. InOrder.Where(gate => gate is CampaignGate or WindowGate or ProviderGate or RateGate)];

    private static readonly Gate[][] ByScope = [.. Enum.GetValues<GateScope>().Select(
        scope => InOrder.Where(gate => gate.Scope == scope).ToArray())];

    public static ReadOnlySpan<Gate> Of(GateScope scope) => ByScope[(int)scope];

    /// <summary>Whether every gate of a scope is open.</summary>
    public static bool AreOpen(GateScope scope, in Candidate candidate)
    {
        foreach (var gate in ByScope[(int)scope])
        {
            if (!gate.Judge(candidate).IsOpen)
            {
                return false;
            }
        }

        return true;
    }
}
