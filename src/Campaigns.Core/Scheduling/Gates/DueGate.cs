namespace Campaigns.Scheduling.Gates;

/// <summary>Closed until a waiting contact is due.</summary>
internal sealed class DueGate() : Gate("due", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate) =>
        candidate.Row.State == JobState.Waiting && candidate.Row.Due > candidate.Now.Wall
            ? Verdict.Closed("not due yet", candidate.Row.Due)
            : Verdict.Open;
}
