namespace Campaigns.Scheduling;

/// <summary>
/// Closed while the attempts that the tenant's caps look back on are not all in memory: nobody knows yet whom the caps hold back.
/// </summary>
internal sealed class HistoryGate() : Gate("history", GateScope.Tenant)
{
    public override Verdict Judge(in Candidate candidate) => candidate.Tenant.History.Reading is null
        ? Verdict.Open
        : Verdict.Closed("the attempts that the tenant's caps look back on are still being read");
}
