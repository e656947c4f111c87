namespace Campaigns.Scheduling;

/// <summary>Closed while everything or the tenant is on hold.</summary>
internal sealed class HoldGate(GateScope scope) : Gate(scope == GateScope.Tenant ? "tenant hold" : "hold", scope)
{
    public override Verdict Judge(in Candidate candidate)
    {
        if (Scope == GateScope.Tenant)
        {
            return candidate.Tenant.IsHeld ? Verdict.Closed(EverythingEntry.HeldText) : Verdict.Open;
        }

        var everything = candidate.State.Everything;
        return everything.IsHeld ? Verdict.Closed(everything.HoldText) : Verdict.Open;
    }
}
