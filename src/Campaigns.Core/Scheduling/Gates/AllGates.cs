namespace Campaigns.Scheduling;

/// <summary>
/// All gates of an engine, in the order in which explanations list them: the engine's own, and after the address gate those of the host.
/// </summary>
internal sealed class AllGates
{
    private static readonly Gate[] Own =
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

    private static readonly Gate[][] OwnByScope = [.. Enum.GetValues<GateScope>().Select(
        scope => Own.Where(gate => gate.Scope == scope).ToArray())];

    /// <summary>The gates of an engine whose host has none.</summary>
    public static readonly AllGates OfTheEngine = new([]);

    private readonly Gate[] _inOrder;
    private readonly Gate[] _ofJob;
    private readonly Gate[] _atSend;

    public AllGates(IReadOnlyList<IContactGate> host)
    {
        var place = Array.FindIndex(Own, gate => gate is AddressGate) + 1;
        _inOrder = [.. Own[..place], .. host.Select(gate => new HostGate(gate)), .. Own[place..]];
        _ofJob = [.. _inOrder.Where(gate => gate.Scope == GateScope.Job)];
        _atSend = [.. _inOrder.Where(gate => gate is CampaignGate or WindowGate or HostGate or ProviderGate or RateGate)];
    }

    public ReadOnlySpan<Gate> InOrder => _inOrder;

    /// <summary>The gates of a job, in order.</summary>
    public ReadOnlySpan<Gate> OfJob => _ofJob;

    /// <summary>
    /// The gates that judge again at the moment of sending. Rate gates come last, because a rate counts every attempt that it allows.
    /// </summary>
    public ReadOnlySpan<Gate> AtSend => _atSend;

    /// <summary>Whether every gate of the engine of a scope is open. Gates of the host judge jobs only.</summary>
    public static bool AreOpen(GateScope scope, in Candidate candidate)
    {
        foreach (var gate in OwnByScope[(int)scope])
        {
            if (!gate.Judge(candidate).IsOpen)
            {
                return false;
            }
        }

        return true;
    }
}
