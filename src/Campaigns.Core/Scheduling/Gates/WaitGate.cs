namespace Campaigns.Scheduling;

/// <summary>Closed while a job waits for something other than its turn: a channel, an event, a reply, a person or another job.</summary>
internal sealed class WaitGate() : Gate("wait", GateScope.Job)
{
    public static string NameOf(WaitingFor kind) => kind.ToString().ToLowerInvariant();

    public override Verdict Judge(in Candidate candidate)
    {
        ref var job = ref candidate.Job;
        if (job.State != JobState.Waiting || candidate.Lane.Kind == WaitingFor.Turn)
        {
            return Verdict.Open;
        }

        var until = job.Due < Now.Never ? job.Due : 0;
        return candidate.Lane.Kind switch
        {
            WaitingFor.Channel => JudgeChannel(candidate),
            WaitingFor.Time =>
                Verdict.Closed(job.Due == job.Expires ? "the job expires before its next step" : "its next step is not due yet", until),
            WaitingFor.Event => Verdict.Closed($"it waits for the event {EventOf(candidate)}, at most until then", until),
            WaitingFor.Reply => Verdict.Closed("all steps are done; it waits for a reply, at most until then", until),
            WaitingFor.Task => Verdict.Closed("it waits for a person to complete its manual task, at most until then", until),
            _ => Verdict.Closed("the contact is running in another campaign"),
        };
    }

    /// <summary>Gives no instant, because the job continues when the channel is back, and at its deadline in any case.</summary>
    private static Verdict JudgeChannel(in Candidate candidate) =>
        candidate.State.ReasonFor(candidate.Tenant, candidate.Lane.Row.Channel) is { } reason
            ? Verdict.Closed($"{candidate.Lane.Row.Channel} is unavailable: {reason}")
            : Verdict.Open;

    private static string EventOf(in Candidate candidate)
    {
        var plan = candidate.Job.Plan;
        return plan.Steps[candidate.Job.Step] is EventStep step ? step.Event : "";
    }
}

/// <summary>
/// Closed while a channel is unavailable for the tenant, because the host or the providers say so. Also closed while the channel ramps up
/// after it has come back.
/// </summary>
internal sealed class ChannelGate() : Gate("channel", GateScope.Route)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var (now, channel) = (candidate.Now, candidate.Tenant.FindChannel(candidate.Lane.Route));
        if (channel is null || channel.IsThere(now.Mono))
        {
            return Verdict.Open;
        }

        var opens = channel.OpensAt(now.Mono);
        return Verdict.Closed(
            channel.Reason ?? "the channel has come back and is ramping up",
            opens == long.MaxValue ? 0 : now.Wall + opens - now.Mono);
    }
}
