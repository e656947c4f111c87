namespace Campaigns.Scheduling;

/// <summary>Closed until the due time of a waiting contact.</summary>
internal sealed class DueGate() : Gate("due", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        if (candidate.Job.State != JobState.Waiting || candidate.Lane.Kind != WaitingFor.Turn)
        {
            return Verdict.Open;
        }

        var due = candidate.Job.DueAt(candidate.Now);
        return due > candidate.Now.Wall ? Verdict.Closed("not due yet", due) : Verdict.Open;
    }
}
