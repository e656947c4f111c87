namespace Campaigns.Scheduling.Gates;

/// <summary>Closed while no provider of the channel can take an attempt: all are full, throttled, or left alone after failures.</summary>
internal sealed class ProviderGate() : Gate("provider", GateScope.Route)
{
    public override Verdict Judge(in Candidate candidate) =>
        candidate.Lane.Route.OpenProvider(candidate.Now.Mono, -1) is null
            ? Verdict.Closed("no provider of the channel can take an attempt")
            : Verdict.Open;
}
