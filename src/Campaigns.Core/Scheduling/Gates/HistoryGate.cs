namespace Campaigns.Scheduling;

/// <summary>
/// Closed while the history that the tenant's caps need is not completely in memory, because the caps cannot be judged yet.
/// </summary>
internal sealed class HistoryGate() : Gate("history", GateScope.Tenant)
{
    public override Verdict Judge(in Candidate candidate) => candidate.Tenant.History.Reading is null
        ? Verdict.Open
        : Verdict.Closed("the history for the tenant's caps is still being read");
}
