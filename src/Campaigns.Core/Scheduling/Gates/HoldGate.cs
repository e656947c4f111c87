namespace Campaigns.Scheduling.Gates;

/// <summary>Closed while everything, or the tenant, is held.</summary>
internal sealed class HoldGate(GateScope scope) : Gate(scope == GateScope.Tenant ? "tenant hold" : "hold", scope)
{
    public override Verdict Judge(in Candidate candidate) =>
        (Scope == GateScope.Tenant ? candidate.Tenant.IsHeld : candidate.State.Everything.IsHeld)
            ? Verdict.Closed("held until it is released")
            : Verdict.Open;
}
