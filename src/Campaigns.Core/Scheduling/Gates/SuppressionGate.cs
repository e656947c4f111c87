namespace Campaigns.Scheduling;

/// <summary>Permanently closed for a person on the tenant's do-not-contact list.</summary>
internal sealed class SuppressionGate() : Gate("suppression", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var list = candidate.Tenant.Suppressions;
        ref var job = ref candidate.Job;
        if (job.IsCleared(list.Version))
        {
            return Verdict.Open; // the list has gained no entry since the job was last checked
        }

        if (list.Ends(job.Plan, job.Contact, candidate.Lane.Row.Channel))
        {
            return Verdict.Never("the person is on the do-not-contact list", JobState.Suppressed);
        }

        job.Clear(list.Version);
        return Verdict.Open;
    }
}
