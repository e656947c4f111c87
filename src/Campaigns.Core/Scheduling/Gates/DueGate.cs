namespace Campaigns.Scheduling.Gates;

/// <summary>Closed until a waiting contact is due.</summary>
internal sealed class DueGate() : Gate("due", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate) =>
        candidate.Job.State == JobState.Waiting && candidate.Lane.Kind == WaitingFor.Turn && candidate.Job.Due > candidate.Now.Wall
            ? Verdict.Closed("not due yet", candidate.Job.Due)
            : Verdict.Open;
}
