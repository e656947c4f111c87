namespace Campaigns.Scheduling;

/// <summary>A gate of the host. Judged for a job at its contact step, and again at the moment of sending.</summary>
internal sealed class HostGate(IContactGate gate) : Gate($"gate ({gate.Name})", GateScope.Job)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public override Verdict Judge(in Candidate candidate)
    {
        ref var job = ref candidate.Job;
        if (job.Step >= job.Plan.Steps.Length || job.Plan.Steps[job.Step] is not ContactStep step)
        {
            return Verdict.Open; // no contact is next: the job waits for something else, or its first turn leads past a branch
        }

        var terms = candidate.Campaign.Terms;
        var channel = candidate.Lane.Row.Channel;
        return Judge(
            new GateCandidate(terms.Info, terms.Data, job.Contact, step, channel.Length > 0 ? channel : step.Channel, job.Tries + 1),
            candidate.Now);
    }

    public override Verdict JudgeAtSend(in Intent intent, Now now) => Judge(
        new GateCandidate(intent.Terms.Info, intent.Terms.Data, intent.Contact, intent.Step, intent.Step.Channel, intent.Try), now);

    private Verdict Judge(in GateCandidate candidate, Now now)
    {
        var decision = gate.Judge(candidate, now.Instant);
        return decision.Answer switch
        {
            GateAnswer.Open => Verdict.Open,
            GateAnswer.Never => Verdict.Never(decision.Reason!, JobState.Suppressed),
            _ => Verdict.Closed(
                decision.Reason ?? "the gate gave no decision",
                Math.Clamp(decision.Until.UtcTicks, Now.After(now.Wall, Shortest), Now.After(now.Wall, Longest))),
        };
    }
}
