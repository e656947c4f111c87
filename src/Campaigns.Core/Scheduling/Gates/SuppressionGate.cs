namespace Campaigns.Scheduling;

/// <summary>Closed for good for a person on the tenant's do-not-contact list.</summary>
internal sealed class SuppressionGate() : Gate("suppression", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var list = candidate.Tenant.Suppressions;
        ref var job = ref candidate.Job;
        if (job.IsCleared(list.Version))
        {
            return Verdict.Open; // nobody was added since the job was last found not to be on it
        }

        if (list.Ends(job.Plan, job.Contact, candidate.Lane.Row.Channel))
        {
            return Verdict.Never("the person is not to be contacted", JobState.Suppressed);
        }

        job.Clear(list.Version);
        return Verdict.Open;
    }
}
